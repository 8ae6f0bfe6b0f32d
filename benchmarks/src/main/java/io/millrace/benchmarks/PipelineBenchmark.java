package io.millrace.benchmarks;

import io.millrace.common.codec.Decoder;
import io.millrace.common.edge.RecordEdge;
import io.millrace.common.job.JobOptions;
import io.millrace.common.job.Jobs;
import io.millrace.common.options.Settings;
import io.millrace.connectors.generator.FlowGenerator;
import io.millrace.connectors.generator.FlowSpec;
import io.millrace.connectors.generator.GeneratorSourceConnector;
import io.millrace.jobs.traffic.TrafficMonitorJob;
import io.millrace.local.runtime.BrokerSpec;
import io.millrace.local.runtime.EmbeddedKafka;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.serialization.SerializationSchema;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * The traffic monitor, tumbling windows, JSON in and JSON out, against the least program that does the same by hand: from
 * the generator to a sink that encodes and drops, and from Kafka to Kafka. Parallelism 1, heap state.
 */
final class PipelineBenchmark implements Benchmark {
    private static final Duration WINDOW = Duration.ofSeconds(10);
    private static final Duration OUT_OF_ORDERNESS = Duration.ofSeconds(2);
    private static final String SAME = "count, sum, mean, min, max, rate, stddev";
    private static final String TOPIC = "flows";
    private static final double EVENT_RATE = 20_000;

    @Override
    public String name() {
        return "pipeline";
    }

    @Override
    public String description() {
        return "the traffic monitor end to end, from the generator and from Kafka, against Flink by hand";
    }

    @Override
    public List<Figure> run(boolean quick) throws Exception {
        long records = quick ? 200_000 : 6_000_000;
        int warmUps = quick ? 1 : 2;
        int rounds = quick ? 1 : 5;
        List<Figure> figures = new ArrayList<>(generator(records, warmUps, rounds));
        figures.addAll(kafka(records, warmUps, rounds));
        return figures;
    }

    private List<Figure> generator(long records, int warmUps, int rounds) throws Exception {
        Contest.Results samples = new Contest()
                .add("generator, monitor", () -> perSecond(records, () -> monitor(fromGenerator(records, SAME))))
                .add("generator, by hand", () -> perSecond(records, () -> byHand(records, new ByHand.BindingDecoder())))
                .add(
                        "generator, by hand with a parser of its own",
                        () -> perSecond(records, () -> byHand(records, new ByHand.StreamingDecoder())))
                .add(
                        "generator, monitor with loss and delay",
                        () -> perSecond(records, () -> monitor(fromGenerator(records, SAME + ", loss, delay"))))
                .run(warmUps, rounds);
        double share = JsonShare.of(
                () -> monitor(fromGenerator(records, SAME)),
                "(1/1)#",
                List.of("com.fasterxml.jackson", "io.millrace.common.codec"));
        Sample byHand = samples.of("generator, by hand");
        return List.of(
                figure("generator to dropped JSON", samples.of("generator, monitor"), byHand),
                figure(
                        "generator to dropped JSON, against a parser written for it",
                        samples.of("generator, monitor"),
                        samples.of("generator, by hand with a parser of its own")),
                figure(
                        "generator to dropped JSON, with loss and delay",
                        samples.of("generator, monitor with loss and delay"),
                        byHand),
                new Figure(
                        name(),
                        "share of the tasks' time spent in JSON, from the generator",
                        new Sample(new double[] {share}),
                        "share",
                        null));
    }

    private List<Figure> kafka(long records, int warmUps, int rounds) throws Exception {
        Path scratch = Files.createTempDirectory("millrace-bench");
        try (EmbeddedKafka kafka = EmbeddedKafka.start(BrokerSpec.in(scratch.resolve("kafka")))) {
            String servers = kafka.bootstrapServers();
            createTopics(servers);
            fill(servers, records);
            Contest.Results samples = new Contest()
                    .add("Kafka, monitor", () -> perSecond(records, () -> monitor(fromKafka(servers))))
                    .add("Kafka, by hand", () -> perSecond(records, () -> byHandKafka(servers)))
                    .run(warmUps, rounds);
            return List.of(figure("Kafka to Kafka, JSON", samples.of("Kafka, monitor"), samples.of("Kafka, by hand")));
        } finally {
            deleteAll(scratch);
        }
    }

    private interface Run {
        long millis() throws Exception;
    }

    private static double perSecond(long records, Run run) throws Exception {
        return records * 1000.0 / run.millis();
    }

    private Figure figure(String name, Sample value, Sample baseline) {
        return new Figure(name(), name, value, "records/s", baseline);
    }

    private static long monitor(Map<String, String> options) throws Exception {
        StreamExecutionEnvironment environment = environment();
        TrafficMonitorJob monitor = new TrafficMonitorJob();
        Jobs.wire(monitor, Settings.of(JobOptions.of(monitor), options), environment);
        return environment.execute("monitor").getNetRuntime(TimeUnit.MILLISECONDS);
    }

    private static Map<String, String> feed(String results) {
        Map<String, String> options = new LinkedHashMap<>();
        options.put("fields.key", "device");
        options.put("fields.value", "bytes");
        options.put("fields.time", "sent_at");
        if (results.contains("loss")) {
            options.put("fields.sequence", "seq");
        }
        options.put("results", results);
        options.put("windows", WINDOW.toSeconds() + " s");
        options.put("time.out-of-orderness", OUT_OF_ORDERNESS.toSeconds() + " s");
        return options;
    }

    private static Map<String, String> generated(long records) {
        return Map.of(
                "source.type",
                "generator",
                "source.generator.records",
                String.valueOf(records),
                "source.generator.event-rate",
                String.valueOf(EVENT_RATE),
                "source.generator.start",
                "2026-01-01T00:00:00Z");
    }

    private static Map<String, String> fromGenerator(long records, String results) {
        Map<String, String> options = feed(results);
        options.putAll(generated(records));
        options.put("sink.type", "blackhole");
        return options;
    }

    private static Map<String, String> fromKafka(String servers) {
        Map<String, String> options = feed(SAME);
        options.put("source.type", "kafka");
        options.put("source.kafka.bootstrap-servers", servers);
        options.put("source.kafka.topics", TOPIC);
        options.put("source.kafka.start", "earliest");
        options.put("source.kafka.bounded", "true");
        options.put("sink.type", "kafka");
        options.put("sink.kafka.bootstrap-servers", servers);
        options.put("sink.kafka.topic", "results");
        return options;
    }

    private static long byHand(long records, Decoder<ByHand.Bound> decoder) throws Exception {
        StreamExecutionEnvironment environment = environment();
        Settings settings =
                Settings.of(JobOptions.of(new TrafficMonitorJob()), new LinkedHashMap<>(generated(records)));
        RecordEdge<ByHand.Bound> edge = new RecordEdge<>(ByHand.Bound.FORMAT, decoder, Duration.ofDays(365));
        DataStream<ByHand.Bound> flows = environment
                .fromSource(
                        new GeneratorSourceConnector().create(settings, JobOptions.SOURCE, edge),
                        WatermarkStrategy.noWatermarks(),
                        "source",
                        edge.producedType())
                .uid("source")
                .map(decoded -> Objects.requireNonNull(decoded.recordOrNull()))
                .returns(ByHand.Bound.FORMAT.typeInformation())
                .uid("record")
                .assignTimestampsAndWatermarks(
                        WatermarkStrategy.<ByHand.Bound>forBoundedOutOfOrderness(OUT_OF_ORDERNESS)
                                .withTimestampAssigner((flow, before) -> flow.sentAt()))
                .uid("time");
        ByHand.pipeline(flows, WINDOW).sinkTo(new DiscardingSink<>()).uid("sink");
        return environment.execute("by hand").getNetRuntime(TimeUnit.MILLISECONDS);
    }

    private static long byHandKafka(String servers) throws Exception {
        StreamExecutionEnvironment environment = environment();
        KafkaSource<ByHand.Bound> source = KafkaSource.<ByHand.Bound>builder()
                .setBootstrapServers(servers)
                .setTopics(TOPIC)
                .setStartingOffsets(OffsetsInitializer.earliest())
                .setBounded(OffsetsInitializer.latest())
                .setValueOnlyDeserializer(new ByHand.BindingSchema())
                .build();
        KafkaSink<byte[]> sink = KafkaSink.<byte[]>builder()
                .setBootstrapServers(servers)
                .setDeliveryGuarantee(DeliveryGuarantee.AT_LEAST_ONCE)
                .setRecordSerializer(KafkaRecordSerializationSchema.builder()
                        .setTopic("by-hand")
                        .setValueSerializationSchema(new AsTheyAre())
                        .build())
                .build();
        DataStream<ByHand.Bound> flows = environment
                .fromSource(
                        source,
                        WatermarkStrategy.<ByHand.Bound>forBoundedOutOfOrderness(OUT_OF_ORDERNESS)
                                .withTimestampAssigner((flow, before) -> flow.sentAt()),
                        "source",
                        ByHand.Bound.FORMAT.typeInformation())
                .uid("source");
        ByHand.pipeline(flows, WINDOW).sinkTo(sink).uid("sink");
        return environment.execute("by hand").getNetRuntime(TimeUnit.MILLISECONDS);
    }

    private static final class AsTheyAre implements SerializationSchema<byte[]> {
        private static final long serialVersionUID = 1L;

        @Override
        public byte[] serialize(byte[] bytes) {
            return bytes;
        }
    }

    private static StreamExecutionEnvironment environment() {
        Configuration configuration = new Configuration();
        configuration.set(CoreOptions.DEFAULT_PARALLELISM, 1);
        configuration.set(PipelineOptions.OBJECT_REUSE, true);
        configuration.set(PipelineOptions.GENERIC_TYPES, false);
        return StreamExecutionEnvironment.createLocalEnvironment(1, configuration);
    }

    private static void createTopics(String servers) throws InterruptedException, ExecutionException {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers))) {
            admin.createTopics(Stream.of(TOPIC, "results", "results.late", "results.dead-letters", "by-hand")
                            .map(topic -> new NewTopic(topic, 1, (short) 1))
                            .toList())
                    .all()
                    .get();
        }
    }

    private static void fill(String servers, long records) {
        FlowSpec spec = FlowSpec.builder().records(records).rate(EVENT_RATE).build();
        FlowGenerator flows = new FlowGenerator(spec, 1_767_225_600_000L);
        Map<String, Object> properties =
                Map.of("bootstrap.servers", servers, "linger.ms", "20", "batch.size", "262144");
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer())) {
            while (flows.next()) {
                byte[] key = flows.deviceName().getBytes(StandardCharsets.UTF_8);
                producer.send(new ProducerRecord<>(TOPIC, key, flows.bytes()));
            }
        }
    }

    private static void deleteAll(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
