package io.millrace.connectors.generator;

import io.millrace.common.codec.WireFormat;
import java.nio.charset.StandardCharsets;

/** Writes flows into one buffer by hand. */
final class FlowWriter {
    /** The ways in which a flow can be malformed. */
    static final int DAMAGES = 5;

    private static final int CUT = 0;
    private static final int WRONG_TYPE = 1;
    private static final int MISSING_FIELDS = 2;
    private static final int NOT_UTF8 = 3;

    private final WireFormat format;
    private final byte[][] heads;
    private final byte[] beforeBytes;
    private final byte[] beforeSequence;
    private final byte[] tail;
    private final byte[] buffer = new byte[256];
    private final byte[] digits = new byte[20];
    private final byte[] lastTime = new byte[20];
    private int lastTimeLength;
    private long lastTimeMillis = -1;
    private int length;

    FlowWriter(FlowSpec spec, DeviceShare share) {
        format = spec.format();
        boolean json = format == WireFormat.JSON;
        heads = new byte[share.size()][];
        for (int slot = 0; slot < heads.length; slot++) {
            String device = spec.deviceName(share.device(slot));
            heads[slot] = ascii(json ? "{\"device\":\"" + device + "\",\"sent_at\":" : device + ",");
        }
        beforeBytes = ascii(json ? ",\"bytes\":" : ",");
        beforeSequence = ascii(json ? ",\"seq\":" : ",");
        tail = ascii(json ? "}" : "");
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    byte[] buffer() {
        return buffer;
    }

    int length() {
        return length;
    }

    void write(int slot, long timeMillis, int bytes, long sequence) {
        length = 0;
        if (format == WireFormat.TEXT) {
            append(bytes);
            return;
        }
        append(heads[slot]);
        appendTime(timeMillis);
        append(beforeBytes);
        append(bytes);
        append(beforeSequence);
        append(sequence);
        append(tail);
    }

    void writeDamaged(int slot, long timeMillis, int damage, long sequence) {
        length = 0;
        if (format == WireFormat.TEXT) {
            writeDamagedText(damage, sequence);
            return;
        }
        boolean json = format == WireFormat.JSON;
        switch (damage) {
            case CUT -> {
                write(slot, timeMillis, 64, sequence);
                length = json ? length / 2 : heads[slot].length - 1;
            }
            case WRONG_TYPE -> {
                append(heads[slot]);
                append(ascii(json ? "\"yesterday\"" : "yesterday"));
                append(beforeBytes);
                append(ascii(json ? "\"many\"" : "many"));
                append(beforeSequence);
                append(sequence);
                append(tail);
            }
            case MISSING_FIELDS -> {
                append(ascii(json ? "{\"seq\":" : ",,,"));
                append(sequence);
                append(tail);
            }
            case NOT_UTF8 -> {
                write(slot, timeMillis, 64, sequence);
                int inName = json ? "{\"device\":\"".length() : 0;
                buffer[inName] = (byte) 0xC3; // begins a pair of bytes whose second is not there
            }
            default -> {} // empty
        }
    }

    private void writeDamagedText(int damage, long sequence) {
        switch (damage) {
            case CUT, MISSING_FIELDS -> buffer[length++] = '-';
            case WRONG_TYPE -> append(ascii("many"));
            case NOT_UTF8 -> {
                append(sequence);
                buffer[length++] = (byte) 0xC3;
            }
            default -> {} // empty
        }
    }

    private void append(byte[] text) {
        System.arraycopy(text, 0, buffer, length, text.length);
        length += text.length;
    }

    /** Many flows in a row share their millisecond. */
    private void appendTime(long millis) {
        if (millis != lastTimeMillis) {
            int start = length;
            append(millis);
            lastTimeLength = length - start;
            System.arraycopy(buffer, start, lastTime, 0, lastTimeLength);
            lastTimeMillis = millis;
            return;
        }
        System.arraycopy(lastTime, 0, buffer, length, lastTimeLength);
        length += lastTimeLength;
    }

    private void append(long value) {
        if (value < 0) {
            buffer[length++] = '-';
        }
        int at = digits.length;
        long rest = value;
        do {
            long next = rest / 10;
            digits[--at] = (byte) ('0' + Math.abs(rest - next * 10));
            rest = next;
        } while (rest != 0);
        System.arraycopy(digits, at, buffer, length, digits.length - at);
        length += digits.length - at;
    }
}
