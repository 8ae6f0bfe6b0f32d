package io.millrace.local.example;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.millrace.local.evaluate.Column;
import io.millrace.local.evaluate.CsvRows;
import io.millrace.local.evaluate.Dataset;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Sends the rows of a table to a topic, one after the other: as CSV lines, or as JSON objects. Where labels come later, each row
 * has its number as {@code id} and a time, a second after the row before it, and its label goes to a topic of its own: right
 * after the row that comes so many rows later, and half a second later by its time.
 */
final class RowFeed extends Thread {
    private static final Instant START = Instant.parse("2025-01-01T00:00:00Z");
    private static final JsonFactory JSON = new JsonFactory();

    private final Scenario scenario;
    private final Dataset data;
    private final int rate;
    private final KafkaProducer<byte[], byte[]> producer;
    private final Deque<String> waiting = new ArrayDeque<>();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private volatile boolean ending;
    private volatile long sent;

    /** @param rate rows a second; 0 for as many as go through */
    RowFeed(String bootstrapServers, Scenario scenario, Dataset data, int rate) {
        super("feed");
        this.scenario = scenario;
        this.data = data;
        this.rate = rate;
        Properties properties = new Properties();
        properties.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        properties.put(ProducerConfig.LINGER_MS_CONFIG, "5");
        producer = new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
        setUncaughtExceptionHandler((thread, thrown) -> failure.set(thrown));
        setDaemon(true);
    }

    @Override
    public void run() {
        long begun = System.nanoTime();
        try (producer;
                CsvRows csv = new CsvRows(data.file(), ',')) {
            while (!ending && sent < data.rows() && csv.next()) {
                pause(begun);
                send(csv);
                sent++;
            }
            for (long row = sent; !ending && !waiting.isEmpty(); row++) {
                sendLabel(row);
            }
        }
    }

    private void pause(long begun) {
        long due = rate == 0 ? 0 : begun + (long) (sent * 1e9 / rate);
        for (long left = due - System.nanoTime(); rate > 0 && left > 0; left = due - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    private void send(CsvRows csv) {
        List<String> fields = new ArrayList<>();
        for (int i = 0; i < csv.header().size(); i++) {
            fields.add(csv.field(i).strip());
        }
        if (scenario.delay() > 0) {
            waiting.add(fields.get(target()));
        }
        send(scenario.topic(), scenario.json() ? json(fields) : line(fields));
        if (scenario.delay() > 0 && sent >= scenario.delay()) {
            sendLabel(sent);
        }
    }

    private int target() {
        int target = 0;
        while (!data.columns().get(target).target()) {
            target++;
        }
        return target;
    }

    /** The label of the row so many rows before this one. */
    private void sendLabel(long row) {
        String label = waiting.remove();
        send(scenario.labelTopic(), object(json -> {
            json.writeStringField("id", String.valueOf(row - scenario.delay()));
            json.writeStringField("known_at", time(row).plusMillis(500).toString());
            json.writeStringField(data.target(), label);
        }));
    }

    private static Instant time(long row) {
        return START.plusSeconds(row);
    }

    private void send(String topic, byte[] value) {
        producer.send(new ProducerRecord<>(topic, value), (metadata, thrown) -> {
            if (thrown != null) {
                failure.compareAndSet(null, thrown);
            }
        });
    }

    private static byte[] line(List<String> fields) {
        return fields.stream()
                .map(RowFeed::quoted)
                .collect(Collectors.joining(","))
                .getBytes(StandardCharsets.UTF_8);
    }

    /** RFC 4180. */
    private static String quoted(String field) {
        return field.matches("[^\",\r\n]*") ? field : '"' + field.replace("\"", "\"\"") + '"';
    }

    private byte[] json(List<String> fields) {
        return object(json -> {
            if (scenario.delay() > 0) {
                json.writeStringField("id", String.valueOf(sent));
                json.writeStringField("time", time(sent).toString());
            }
            for (int i = 0; i < fields.size(); i++) {
                Column column = data.columns().get(i);
                if (fields.get(i).isEmpty() || column.target() && scenario.delay() > 0) {
                    continue;
                }
                json.writeFieldName(column.name());
                if (column.kind() == Column.Kind.NUMERIC) {
                    json.writeNumber(fields.get(i));
                } else {
                    json.writeString(fields.get(i));
                }
            }
        });
    }

    private interface Fields {
        void write(JsonGenerator json) throws IOException;
    }

    private static byte[] object(Fields fields) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            json.writeStartObject();
            fields.write(json);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** Sends no more. */
    void end() {
        ending = true;
    }

    long sent() {
        return sent;
    }

    /** What went wrong, if anything did. */
    @Nullable
    Throwable failure() {
        return failure.get();
    }
}
