package io.millrace.connectors.support;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;
import org.apache.flink.configuration.MemorySize;

/**
 * Cuts bytes as they come into lines. A line ends with LF or CR LF; blank ones are counted and left out. One that is
 * longer than allowed is refused with its first {@value #KEPT_OF_LONG_LINE} bytes, and reading goes on after its end; one
 * that is not UTF-8 is refused as a whole.
 */
public final class LineSplitter {
    static final int KEPT_OF_LONG_LINE = 1024;
    private static final int SMALLEST_BUFFER = 256;

    private final int maxLineBytes;
    private final CharsetDecoder utf8 = StandardCharsets.UTF_8.newDecoder();
    private byte[] held = new byte[SMALLEST_BUFFER];
    private int heldLength;
    private boolean skipping;
    private long number;
    private long consumed;

    /** @param maxLineBytes the longest line, without its line break; at least 1 */
    public LineSplitter(int maxLineBytes) {
        this(maxLineBytes, 0, 0);
    }

    /**
     * A splitter that goes on where another stopped, at the beginning of a line.
     *
     * @param lines how many lines came before
     * @param bytes how many bytes came before
     */
    public LineSplitter(int maxLineBytes, long lines, long bytes) {
        if (maxLineBytes < 1) {
            throw new IllegalArgumentException("maxLineBytes must be at least 1: " + maxLineBytes);
        }
        this.maxLineBytes = maxLineBytes;
        this.number = lines;
        this.consumed = bytes;
    }

    /** Takes the next bytes, none of which is kept, and gives every line that ends in them. */
    public void accept(byte[] bytes, int offset, int length, long arrivalMillis, Consumer<Line> lines) {
        int end = offset + length;
        int start = offset;
        for (int i = offset; i < end; i++) {
            if (bytes[i] == '\n') {
                endLine(bytes, start, i, arrivalMillis, lines);
                start = i + 1;
            }
        }
        hold(bytes, start, end);
    }

    /** Ends the feed: what came after the last line break is a line of its own. */
    public void finish(long arrivalMillis, Consumer<Line> lines) {
        if (heldLength > 0) {
            consumed--; // endLine counts a line break, and there is none
            endLine(held, 0, 0, arrivalMillis, lines);
        }
    }

    /** Ends a feed that broke: what came after the last line break may be cut, and is refused. */
    public void abort(String reason, long arrivalMillis, Consumer<Line> lines) {
        if (heldLength > 0) {
            number++;
            consumed += skipping ? 0 : heldLength;
            lines.accept(refused(held, 0, Math.min(heldLength, KEPT_OF_LONG_LINE), arrivalMillis, reason));
        }
        heldLength = 0;
        skipping = false;
    }

    private void endLine(byte[] bytes, int from, int to, long arrivalMillis, Consumer<Line> lines) {
        consumed += to - from + 1;
        number++;
        if (skipping) {
            lines.accept(refused(held, 0, heldLength, arrivalMillis, tooLong()));
        } else if (heldLength == 0) {
            give(bytes, from, to, arrivalMillis, lines);
        } else {
            consumed += heldLength;
            grow(heldLength + to - from);
            System.arraycopy(bytes, from, held, heldLength, to - from);
            give(held, 0, heldLength + to - from, arrivalMillis, lines);
        }
        heldLength = 0;
        skipping = false;
    }

    private void give(byte[] bytes, int from, int end, long arrivalMillis, Consumer<Line> lines) {
        int to = end > from && bytes[end - 1] == '\r' ? end - 1 : end;
        if (isBlank(bytes, from, to)) {
            return;
        }
        if (to - from > maxLineBytes) {
            int kept = Math.min(to - from, KEPT_OF_LONG_LINE);
            lines.accept(refused(bytes, from, kept, arrivalMillis, tooLong()));
        } else if (isUtf8(bytes, from, to)) {
            lines.accept(new Line(Arrays.copyOfRange(bytes, from, to), number, consumed, arrivalMillis, null));
        } else {
            lines.accept(refused(bytes, from, to - from, arrivalMillis, "not valid UTF-8"));
        }
    }

    /** Keeps the beginning of a line; of one that is surely too long, no more than a dead letter needs. */
    private void hold(byte[] bytes, int from, int to) {
        int length = to - from;
        if (skipping) {
            consumed += length;
            return;
        }
        // One byte more than a line may have, since that may turn out to be the CR of its line break.
        skipping = heldLength + length > maxLineBytes + 1L;
        if (skipping) {
            consumed += heldLength + length;
        }
        int kept = skipping ? Math.min(heldLength + length, KEPT_OF_LONG_LINE) : heldLength + length;
        grow(kept);
        System.arraycopy(bytes, from, held, Math.min(heldLength, kept), Math.max(0, kept - heldLength));
        heldLength = kept;
    }

    private Line refused(byte[] bytes, int from, int length, long arrivalMillis, String reason) {
        return new Line(Arrays.copyOfRange(bytes, from, from + length), number, consumed, arrivalMillis, reason);
    }

    private String tooLong() {
        return "line is longer than " + new MemorySize(maxLineBytes) + "; its first bytes are kept";
    }

    private void grow(int needed) {
        if (needed > held.length) {
            held = Arrays.copyOf(held, Math.max(needed, held.length * 2));
        }
    }

    private static boolean isBlank(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            if (bytes[i] != ' ' && bytes[i] != '\t') {
                return false;
            }
        }
        return true;
    }

    private boolean isUtf8(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            if (bytes[i] < 0) {
                return isStrictUtf8(bytes, from, to);
            }
        }
        return true;
    }

    private boolean isStrictUtf8(byte[] bytes, int from, int to) {
        try {
            utf8.decode(ByteBuffer.wrap(bytes, from, to - from));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }
}
