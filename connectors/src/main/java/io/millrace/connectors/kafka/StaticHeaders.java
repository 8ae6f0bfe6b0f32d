package io.millrace.connectors.kafka;

import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.common.header.Headers;

/** Headers that every record of a sink gets, in the order of the options. */
final class StaticHeaders implements Serializable {
    private static final long serialVersionUID = 1L;

    private final LinkedHashMap<String, byte[]> values = new LinkedHashMap<>();

    StaticHeaders(Map<String, String> headers) {
        headers.forEach((name, value) -> values.put(name, value.getBytes(StandardCharsets.UTF_8)));
    }

    void addTo(Headers headers) {
        values.forEach(headers::add);
    }
}
