package io.millrace.connectors.files;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * Steps through the lines of a stream, ended by LF, CRLF or the stream's end. Holds one line at a time, up to a longest
 * length; of a longer one it holds the first bytes and passes over the rest. Knows where it is, so that reading can begin
 * there again.
 */
final class LineScanner {
    /** How many bytes are kept of a line that is too long. */
    static final int EXCERPT = 1024;

    private static final int READ_SIZE = 1 << 16;

    private final InputStream in;
    private final int longest;
    private byte[] buffer = new byte[READ_SIZE];
    private int next;
    private int end;
    private int from;
    private int length;
    private boolean tooLong;
    private long offset;
    private long lines;

    /**
     * @param longest how many bytes a line may have, without its end
     * @param offset where in the file the stream stands, in bytes
     * @param lines how many lines lie before that
     */
    LineScanner(InputStream in, int longest, long offset, long lines) {
        this.in = in;
        this.longest = longest;
        this.offset = offset;
        this.lines = lines;
    }

    /** Moves to the next line; false at the end of the stream. After an exception {@link #cutOff} holds what was left. */
    boolean next() throws IOException {
        tooLong = false;
        int scan = next;
        while (true) {
            int lineFeed = indexOfLineFeed(scan);
            if (lineFeed >= 0) {
                return found(lineFeed, lineFeed + 1);
            }
            // One byte more than the longest, for a carriage return.
            if (end - next > longest + 1L) {
                return passOver();
            }
            scan = end - next;
            boolean more = fill();
            scan += next;
            if (!more) {
                return next < end && found(end, end);
            }
        }
    }

    private boolean found(int contentEnd, int lineEnd) {
        from = next;
        boolean carriageReturn = contentEnd < lineEnd && contentEnd > from && buffer[contentEnd - 1] == '\r';
        length = contentEnd - from - (carriageReturn ? 1 : 0);
        if (length > longest) {
            tooLong = true;
            length = Math.min(EXCERPT, longest);
        }
        advance(lineEnd);
        lines++;
        return true;
    }

    private boolean passOver() throws IOException {
        byte[] excerpt = Arrays.copyOfRange(buffer, next, next + Math.min(EXCERPT, longest));
        int lineFeed = -1;
        boolean more = true;
        while (lineFeed < 0 && more) {
            advance(end);
            more = fill();
            lineFeed = indexOfLineFeed(next);
        }
        advance(lineFeed < 0 ? end : lineFeed + 1);
        // The excerpt takes the place of the line's end, or of the buffer where the line ended with it.
        if (next < excerpt.length) {
            makeRoomBefore(excerpt.length);
        }
        from = next - excerpt.length;
        System.arraycopy(excerpt, 0, buffer, from, excerpt.length);
        length = excerpt.length;
        tooLong = true;
        lines++;
        return true;
    }

    private void makeRoomBefore(int room) {
        byte[] shifted = new byte[Math.max(buffer.length, room + end - next)];
        System.arraycopy(buffer, next, shifted, room, end - next);
        end = room + end - next;
        next = room;
        buffer = shifted;
    }

    private int indexOfLineFeed(int start) {
        for (int i = start; i < end; i++) {
            if (buffer[i] == '\n') {
                return i;
            }
        }
        return -1;
    }

    private void advance(int to) {
        offset += to - next;
        next = to;
    }

    private boolean fill() throws IOException {
        if (next > 0) {
            System.arraycopy(buffer, next, buffer, 0, end - next);
            end -= next;
            next = 0;
        }
        if (end == buffer.length) {
            buffer = Arrays.copyOf(buffer, buffer.length * 2);
        }
        int read = in.read(buffer, end, buffer.length - end);
        end += Math.max(read, 0);
        return read >= 0;
    }

    /**
     * Passes over bytes and lines that were read before.
     *
     * @throws IOException also when the stream ends before
     */
    void skipTo(long toOffset, long toLines) throws IOException {
        while (offset < toOffset) {
            if (next == end && !fill()) {
                throw new IOException("it has only " + offset + " bytes, and was read up to byte " + toOffset);
            }
            advance((int) Math.min(end, next + (toOffset - offset)));
        }
        lines = toLines;
    }

    /** Goes on as if everything up to here were read: the stream was moved by the caller. */
    void jumpedTo(long toOffset, long toLines) {
        next = 0;
        end = 0;
        offset = toOffset;
        lines = toLines;
    }

    /** What was read of a line that an exception cut off, up to {@link #EXCERPT} bytes. */
    byte[] cutOff() {
        return Arrays.copyOfRange(buffer, next, Math.min(end, next + EXCERPT));
    }

    /** Holds the line, from {@link #from} on. Valid until the next call of {@link #next}. */
    byte[] buffer() {
        return buffer;
    }

    int from() {
        return from;
    }

    /** The line's length without its end; of a line that is too long, that of its first bytes. */
    int length() {
        return length;
    }

    boolean tooLong() {
        return tooLong;
    }

    boolean isBlank() {
        for (int i = from; i < from + length; i++) {
            if (buffer[i] != ' ' && buffer[i] != '\t' && buffer[i] != '\r') {
                return false;
            }
        }
        return true;
    }

    /** Where the next line begins, in bytes from the start of the file. */
    long offset() {
        return offset;
    }

    /** How many lines were read from the start of the file, this one included. */
    long lines() {
        return lines;
    }
}
