package io.millrace.common.codec;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.InputCoercionException;
import io.millrace.common.record.FieldType;
import io.millrace.common.record.RecordFormat;
import java.io.IOException;
import java.io.StringWriter;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads a JSON object token by token straight into the fields. A dot in a field's name steps into nested objects, or
 * stands as it is in a name of the outermost one; what no field asks for is skipped. Numbers may stand in quotes.
 * {@code null} is missing. Of a name that stands twice the last value counts that is not {@code null}.
 */
final class JsonDecoder<T> implements Decoder<T> {
    private static final long serialVersionUID = 1L;
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .build();

    private final RecordFormat<T> format;
    private final CodecSettings settings;
    private transient @Nullable Slots<T> slots;
    private transient @Nullable Node root;

    JsonDecoder(RecordFormat<T> format, CodecSettings settings) {
        this.format = format;
        this.settings = settings;
        Node.of(format);
    }

    @Override
    public T decode(byte[] bytes, int offset, int length, long arrivalMillis) throws DecodeException {
        Slots<T> into = slots;
        Node names = root;
        if (into == null || names == null) {
            slots = into = new Slots<>(format, settings.timeUnit());
            root = names = Node.of(format);
        }
        into.clear();
        try (JsonParser parser = FACTORY.createParser(bytes, offset, length)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new DecodeException(
                        parser.currentToken() == null
                                ? "empty record"
                                : "a JSON object is expected, found something else");
            }
            readObject(parser, names, into);
            if (parser.nextToken() != null) {
                throw new DecodeException("more than one JSON value in a record");
            }
        } catch (JsonProcessingException e) {
            throw new DecodeException(
                    "not valid JSON" + at(e.getLocation()) + ": " + firstLine(e.getOriginalMessage()));
        } catch (IOException e) {
            throw new DecodeException("not valid JSON: " + firstLine(String.valueOf(e.getMessage())));
        }
        return into.finish(arrivalMillis);
    }

    private static String at(@Nullable JsonLocation location) {
        return location == null || location.getByteOffset() < 0 ? "" : " at byte " + location.getByteOffset();
    }

    private static String firstLine(String message) {
        int end = message.indexOf('\n');
        return end < 0 ? message : message.substring(0, end);
    }

    private void readObject(JsonParser parser, Node node, Slots<T> into) throws IOException, DecodeException {
        String name;
        while ((name = parser.nextFieldName()) != null) {
            JsonToken token = parser.nextToken();
            Node found = node.child(name);
            if (found == null) {
                parser.skipChildren();
            } else if (found.slot >= 0) {
                readValue(parser, token, found.slot, into);
            } else if (token == JsonToken.START_OBJECT) {
                readObject(parser, found, into);
            } else {
                parser.skipChildren();
            }
        }
        if (parser.currentToken() != JsonToken.END_OBJECT) {
            throw new DecodeException("not valid JSON: unfinished object");
        }
    }

    private void readValue(JsonParser parser, JsonToken token, int slot, Slots<T> into)
            throws IOException, DecodeException {
        if (into.isJson(slot) && token != JsonToken.VALUE_NULL) {
            into.setText(slot, copied(parser));
            return;
        }
        switch (token) {
            case VALUE_NULL -> {}
            case VALUE_STRING -> readText(parser, slot, into);
            case VALUE_NUMBER_INT -> readInteger(parser, slot, into);
            case VALUE_NUMBER_FLOAT -> readFraction(parser, slot, into);
            case VALUE_TRUE, VALUE_FALSE -> into.setFromText(slot, parser.getText());
            default -> throw DecodeException.wrongType(into.name(slot), "a value", parser.getText());
        }
    }

    private static String copied(JsonParser parser) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = FACTORY.createGenerator(text)) {
            json.copyCurrentStructure(parser);
        }
        return text.toString();
    }

    private void readText(JsonParser parser, int slot, Slots<T> into) throws IOException, DecodeException {
        if (into.type(slot) == FieldType.TEXT) {
            into.setText(slot, parser.getText());
        } else {
            into.setFromText(slot, parser.getText());
        }
    }

    private void readInteger(JsonParser parser, int slot, Slots<T> into) throws IOException, DecodeException {
        switch (into.type(slot)) {
            case LONG -> into.setLong(slot, longValue(parser, slot, into));
            case DOUBLE -> into.setDouble(slot, doubleValue(parser, slot, into));
            case TIME -> into.setTime(slot, longValue(parser, slot, into));
            case TEXT, BOOLEAN -> into.setFromText(slot, parser.getText());
        }
    }

    private long longValue(JsonParser parser, int slot, Slots<T> into) throws IOException, DecodeException {
        try {
            return parser.getLongValue();
        } catch (InputCoercionException e) {
            throw DecodeException.wrongType(into.name(slot), "an integer of 64 bits", parser.getText());
        }
    }

    private double doubleValue(JsonParser parser, int slot, Slots<T> into) throws IOException, DecodeException {
        double value = parser.getDoubleValue();
        if (!Double.isFinite(value)) {
            throw DecodeException.wrongType(into.name(slot), "a number of double precision", parser.getText());
        }
        return value;
    }

    private void readFraction(JsonParser parser, int slot, Slots<T> into) throws IOException, DecodeException {
        switch (into.type(slot)) {
            case DOUBLE -> into.setDouble(slot, doubleValue(parser, slot, into));
            case TIME -> into.setTime(slot, parser.getDoubleValue());
            case LONG -> {
                double value = parser.getDoubleValue();
                if (value != Math.rint(value) || Math.abs(value) > 1L << 53) {
                    throw DecodeException.wrongType(into.name(slot), "an integer", parser.getText());
                }
                into.setLong(slot, (long) value);
            }
            case TEXT, BOOLEAN -> into.setFromText(slot, parser.getText());
        }
    }

    /** A step on the way to fields: a field itself, or an object with some below it. */
    private static final class Node {
        private final Map<String, Node> children = new HashMap<>();
        private int slot = -1;

        static Node of(RecordFormat<?> format) {
            Node root = new Node();
            for (int i = 0; i < format.fields().size(); i++) {
                if (!format.fields().get(i).read()) {
                    continue;
                }
                String name = format.fields().get(i).name();
                Node node = root;
                for (String step : name.split("\\.", -1)) {
                    if (node.slot >= 0) {
                        throw new IllegalArgumentException("field '" + name + "' lies inside another field");
                    }
                    node = node.children.computeIfAbsent(step.intern(), s -> new Node());
                }
                if (!node.children.isEmpty()) {
                    throw new IllegalArgumentException("another field lies inside field '" + name + "'");
                }
                node.slot = i;
                root.children.put(name, node);
            }
            return root;
        }

        @Nullable
        Node child(String name) {
            return children.get(name);
        }
    }
}
