package io.millrace.connectors.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.common.codec.CodecSettings;
import io.millrace.common.codec.WireFormat;
import io.millrace.common.connect.RecordReader;
import io.millrace.common.edge.RecordEdge;
import io.millrace.common.options.OptionException;
import io.millrace.common.options.Settings;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.util.InstantiationUtil;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** All that is in a topic when it is asked. */
final class TopicReaderTest {
    @RegisterExtension
    static final TestBroker BROKER = new TestBroker();

    private static String reading(long id) {
        return new Reading("d" + id, id, 0.5, 1_000 + id).json();
    }

    private static ProducerRecord<byte[], byte[]> record(String topic, int partition, long id) {
        return new ProducerRecord<>(topic, partition, null, reading(id).getBytes(UTF_8));
    }

    private static RecordReader<Reading> reader(String... options) throws Exception {
        Map<String, String> values = new HashMap<>(Map.of("bootstrap-servers", BROKER.address()));
        for (int i = 0; i < options.length; i += 2) {
            values.put(options[i], options[i + 1]);
        }
        Settings settings = TestSettings.source(values);
        TestSettings.SOURCE.validateReader(settings, "source");
        RecordEdge<Reading> edge = new RecordEdge<>(
                Reading.FORMAT, WireFormat.JSON.decoder(Reading.FORMAT, CodecSettings.DEFAULT), Duration.ofDays(1));
        return InstantiationUtil.clone(TestSettings.SOURCE.reader(settings, "source", edge));
    }

    private static List<String> read(RecordReader<Reading> reader) throws IOException {
        List<String> all = new ArrayList<>();
        reader.read(decoded -> all.add(
                decoded.recordOrNull() != null
                        ? "" + decoded.recordOrNull().id()
                        : decoded.deadLetterOrNull().reason()));
        return all;
    }

    @Test
    void whatIsCommittedIsReadInTheOrderOfEachPartition() throws Exception {
        BROKER.createTopic("whole-a", 2);
        BROKER.createTopic("whole-b", 1);
        BROKER.send(List.of(record("whole-a", 0, 1), record("whole-a", 1, 11), record("whole-a", 0, 2)));
        BROKER.send(List.of(
                new ProducerRecord<>("whole-b", 0, null, "nonsense".getBytes(UTF_8)),
                new ProducerRecord<>("whole-b", 0, "d1".getBytes(UTF_8), null)));
        try (KafkaProducer<byte[], byte[]> aborted = BROKER.producer(Map.of("transactional.id", "whole-1"));
                KafkaProducer<byte[], byte[]> open = BROKER.producer(Map.of("transactional.id", "whole-2"))) {
            aborted.initTransactions();
            aborted.beginTransaction();
            aborted.send(record("whole-a", 0, 66));
            aborted.flush();
            aborted.abortTransaction();
            aborted.beginTransaction();
            aborted.send(record("whole-a", 0, 3));
            aborted.commitTransaction();
            open.initTransactions();
            open.beginTransaction();
            open.send(record("whole-a", 1, 77));
            open.flush();

            RecordReader<Reading> topics = reader("topics", "whole-a, whole-b");
            assertThat(read(topics))
                    .containsExactlyInAnyOrder(
                            "1",
                            "2",
                            "3",
                            "11",
                            read(reader("topics", "whole-b")).get(0));
            assertThat(read(topics)).containsSubsequence("1", "2", "3");
            open.commitTransaction();
            assertThat(read(topics)).as("asked again").contains("77").hasSize(6);
        }
        assertThat(read(reader("topic-pattern", "whole-.")))
                .hasSize(6)
                .containsSubsequence("11", "77")
                .anyMatch(reason -> reason.startsWith("not valid JSON"));
    }

    @Test
    void anEmptyTopicHasNothing() throws Exception {
        BROKER.createTopic("whole-empty", 3);
        assertThat(read(reader("topics", "whole-empty"))).isEmpty();
    }

    @Test
    void aTopicThatIsNotThereIsAnError() throws Exception {
        RecordReader<Reading> reader =
                reader("topics", "whole-nowhere", "properties.allow.auto.create.topics", "false");
        assertThatThrownBy(() -> read(reader)).isInstanceOf(IOException.class).hasMessageContaining("whole-nowhere");
    }

    @ParameterizedTest
    @CsvSource({
        "start,latest",
        "bounded,true",
        "group,g",
        "discovery-interval,1 s",
        "start-timestamp,2026-01-01T00:00:00Z"
    })
    void whenToBeginAndEndIsNotForReadingAll(String option, String value) {
        assertThatThrownBy(() -> reader("topics", "t", option, value))
                .isInstanceOf(OptionException.class)
                .hasMessage("source.kafka." + option
                        + " has no meaning here: all that is there when the job begins is read");
    }

    @Test
    void batchModeAsksForNoBound() {
        Map<String, String> values = Map.of("bootstrap-servers", "a:1", "topics", "t", "job.mode", "batch");
        TestSettings.SOURCE.validateReader(TestSettings.source(values), "source");
    }
}
