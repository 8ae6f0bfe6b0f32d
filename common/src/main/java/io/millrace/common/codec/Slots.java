package io.millrace.common.codec;

import io.millrace.common.codec.CodecSettings.TimeUnitOnWire;
import io.millrace.common.record.Field;
import io.millrace.common.record.FieldType;
import io.millrace.common.record.FieldValues;
import io.millrace.common.record.RecordFormat;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** The fields of a format as decoders fill them: conversion by type, missing ones, arrival. */
final class Slots<T> {
    private final RecordFormat<T> format;
    private final TimeUnitOnWire timeUnit;
    private final String[] names;
    private final FieldType[] types;
    private final boolean[] required;
    private final boolean[] json;
    private final FieldValues values;

    Slots(RecordFormat<T> format, TimeUnitOnWire timeUnit) {
        this.format = format;
        this.timeUnit = timeUnit;
        int size = format.fields().size();
        names = new String[size];
        types = new FieldType[size];
        required = new boolean[size];
        json = new boolean[size];
        for (int i = 0; i < size; i++) {
            Field<T> field = format.fields().get(i);
            names[i] = field.name();
            types[i] = field.type();
            required[i] = field.required();
            json[i] = field.role() == Field.Role.JSON;
        }
        values = new FieldValues(size);
    }

    void clear() {
        values.clear();
    }

    FieldType type(int slot) {
        return types[slot];
    }

    boolean isJson(int slot) {
        return json[slot];
    }

    String name(int slot) {
        return names[slot];
    }

    /** Makes the record, once what was found has been set. */
    T finish(long arrivalMillis) throws DecodeException {
        for (int i = 0; i < required.length; i++) {
            if (required[i] && !values.isPresent(i)) {
                throw DecodeException.missing(names[i]);
            }
        }
        int arrival = format.arrivalIndex();
        if (arrival >= 0 && !values.isPresent(arrival)) {
            values.setLong(arrival, arrivalMillis);
        }
        try {
            return format.create(values);
        } catch (IllegalArgumentException e) {
            // What a record's constructor throws for values that it does not take.
            throw new DecodeException("refused by its constructor: " + e.getMessage());
        }
    }

    /** Sets a field from its text; an empty one is missing. */
    void setFromText(int slot, String text) throws DecodeException {
        if (text.isEmpty()) {
            return;
        }
        switch (types[slot]) {
            case TEXT -> values.setText(slot, text);
            case LONG -> setLong(slot, text);
            case DOUBLE -> setDouble(slot, text);
            case BOOLEAN -> setBoolean(slot, text);
            case TIME -> setLong(slot, Timestamps.parse(names[slot], text.strip(), timeUnit));
        }
    }

    private void setLong(int slot, String text) throws DecodeException {
        try {
            setLong(slot, Long.parseLong(text.strip()));
        } catch (NumberFormatException e) {
            throw DecodeException.wrongType(names[slot], "an integer of 64 bits", text);
        }
    }

    private void setDouble(int slot, String text) throws DecodeException {
        try {
            double value = isDecimal(text) ? Double.parseDouble(text.strip()) : Double.NaN;
            if (Double.isFinite(value)) {
                values.setDouble(slot, value);
                return;
            }
        } catch (NumberFormatException e) {
            // Refused below, as what is none at first glance.
        }
        throw DecodeException.wrongType(names[slot], "a finite number", text);
    }

    /** Keeps out what only Java takes for a number: {@code 1f}, {@code 0x1p3}, {@code NaN}. */
    private static boolean isDecimal(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if ((c < '0' || c > '9') && "+-.eE \t".indexOf(c) < 0) {
                return false;
            }
        }
        return true;
    }

    private void setBoolean(int slot, String text) throws DecodeException {
        switch (text.strip()) {
            case "true", "True", "TRUE", "1" -> values.setBoolean(slot, true);
            case "false", "False", "FALSE", "0" -> values.setBoolean(slot, false);
            default -> throw DecodeException.wrongType(names[slot], "true or false", text);
        }
    }

    void setText(int slot, String value) {
        values.setText(slot, value);
    }

    void setBoolean(int slot, boolean value) {
        values.setBoolean(slot, value);
    }

    /** Sets an integer field; the one value that stands for a missing field is refused. */
    void setLong(int slot, long value) throws DecodeException {
        if (value == FieldValues.MISSING) {
            throw DecodeException.wrongType(names[slot], "an integer above -2^63", Long.toString(value));
        }
        values.setLong(slot, value);
    }

    /** Sets a number field; NaN and the infinities are refused, since one would spoil every aggregate. */
    void setDouble(int slot, double value) throws DecodeException {
        if (!Double.isFinite(value)) {
            throw DecodeException.wrongType(names[slot], "a finite number", Double.toString(value));
        }
        values.setDouble(slot, value);
    }

    void setTime(int slot, long value) throws DecodeException {
        setLong(slot, Timestamps.ofNumber(names[slot], value, timeUnit));
    }

    void setTime(int slot, double value) throws DecodeException {
        setLong(slot, Timestamps.ofNumber(names[slot], value, timeUnit));
    }

    /** The text of UTF-8 bytes. */
    static String utf8(byte[] bytes, int offset, int length) throws DecodeException {
        for (int i = offset; i < offset + length; i++) {
            if (bytes[i] < 0) {
                return checkedUtf8(bytes, offset, length);
            }
        }
        return new String(bytes, offset, length, StandardCharsets.ISO_8859_1);
    }

    private static String checkedUtf8(byte[] bytes, int offset, int length) throws DecodeException {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, offset, length))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new DecodeException("not valid UTF-8");
        }
    }
}
