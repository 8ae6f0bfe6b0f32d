package io.millrace.suite;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.local.runtime.JobSubmission;
import io.millrace.local.runtime.MillraceRoot;
import io.millrace.operators.ModelSpec;
import io.millrace.operators.ModelSpec.Task;
import io.millrace.testing.flows.Broker;
import io.millrace.testing.flows.CommittedTopic;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** One learning job of a test on the cluster: its topics, its arguments, and what it must have written in the end. */
final class LearningCase implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final String servers;
    private final String name;
    private final boolean keyed;
    private final ModelSpec spec;
    private final CommittedTopic predictions;
    private final CommittedTopic models;
    private final CommittedTopic deadLetters;
    private String job = "";

    /** @param keyed whether each key has a model; else there is one for all */
    LearningCase(String servers, Broker broker, String name, boolean keyed, ModelSpec spec) {
        this.servers = servers;
        this.name = name;
        this.keyed = keyed;
        this.spec = spec;
        for (String topic :
                List.of(in(), requests(), name, name + ".models", name + ".refused", name + ".dead-letters")) {
            broker.createTopic(topic, 1);
        }
        predictions = new CommittedTopic(servers, name);
        models = new CommittedTopic(servers, name + ".models");
        deadLetters = new CommittedTopic(servers, name + ".dead-letters");
    }

    static ModelSpec spec(Task task, String learner, Map<String, String> parameters) {
        List<ModelSpec.Feature> features = new ArrayList<>();
        for (int i = 0; i < LearningRow.FEATURES; i++) {
            features.add(new ModelSpec.Feature("x" + i, false));
        }
        return new ModelSpec(task, learner, parameters, features, 1);
    }

    String name() {
        return name;
    }

    /** The job's id on the cluster, once it is submitted. */
    String job() {
        return job;
    }

    void submitted(String id) {
        job = id;
    }

    private String in() {
        return name + "-in";
    }

    private String requests() {
        return name + "-requests";
    }

    JobSubmission submission() {
        boolean regression = spec.task() == Task.REGRESSION;
        List<String> arguments = new ArrayList<>(List.of(
                "--job.name=" + name,
                "--source.type=kafka",
                "--source.kafka.bootstrap-servers=" + servers,
                "--source.kafka.topics=" + in(),
                "--export-requests.type=kafka",
                "--export-requests.kafka.bootstrap-servers=" + servers,
                "--export-requests.kafka.topics=" + requests(),
                "--fields.id=id",
                "--fields.features=x0,x1,x2,x3,x4",
                "--fields.target=" + (regression ? "target" : "label"),
                "--learner.name=" + spec.learner(),
                "--models.cache=1mb",
                "--evaluation.every=0",
                "--sink.type=kafka",
                "--sink.kafka.bootstrap-servers=" + servers,
                "--sink.kafka.topic=" + name,
                "--sink.kafka.delivery=exactly-once",
                "--flink.execution.checkpointing.interval=1 s"));
        if (keyed) {
            arguments.add("--fields.key=key");
        }
        spec.parameters().forEach((key, value) -> arguments.add("--learner.parameters." + key + "=" + value));
        return JobSubmission.of(
                        jar(regression ? "online-regression" : "online-classification"),
                        arguments.toArray(new String[0]))
                .withParallelism(2);
    }

    private static Path jar(String job) {
        return MillraceRoot.find()
                .resolve("jobs/" + job + "/target/" + job + "-" + System.getProperty("millrace.version") + "-job.jar");
    }

    void send(KafkaProducer<byte[], byte[]> producer, LearningRow row) {
        producer.send(new ProducerRecord<>(in(), row.json()));
    }

    /** Whether a checkpoint holds all that was sent. */
    boolean hasRead(Broker broker, long sent) {
        return broker.hasCommitted(name, in(), new long[] {sent});
    }

    void requestModels(KafkaProducer<byte[], byte[]> producer) {
        producer.send(new ProducerRecord<>(requests(), "{\"model\":\"*\"}".getBytes(StandardCharsets.UTF_8)));
        producer.flush();
    }

    /** How many predictions are committed by now. */
    int predicted() {
        return predictions.seen().size();
    }

    /** How many parts of models are committed by now, of as many as there are to be; 0 while that is not known. */
    boolean hasModels(int keys) {
        List<JsonNode> seen = parse(models.seen());
        return !seen.isEmpty()
                && seen.size() >= (keyed ? keys : seen.get(0).path("parts").asInt());
    }

    /** That all is as a learner outside Flink has it that learns the first so many rows. */
    void check(long rows) {
        assertThat(deadLetters.all()).as("dead letters of " + name).isEmpty();
        LearningTruth truth = new LearningTruth(spec, keyed);
        Map<String, JsonNode> byId = new HashMap<>();
        for (JsonNode prediction : parse(predictions.all())) {
            JsonNode before = byId.put(prediction.path("id").asText(), prediction);
            assertThat(before).as("doubled: %s", prediction).isNull();
        }
        assertThat(byId).as("predictions of " + name).hasSize((int) rows);
        for (long number = 0; number < rows; number++) {
            LearningRow row = new LearningRow(number);
            truth.checkAndLearn(row, byId.get(row.id()));
        }
        truth.checkModels(parse(models.all()));
    }

    private static List<JsonNode> parse(List<ConsumerRecord<byte[], byte[]>> records) {
        List<JsonNode> all = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> record : records) {
            try {
                all.add(JSON.readTree(record.value()));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return all;
    }

    @Override
    public void close() {
        predictions.close();
        models.close();
        deadLetters.close();
    }
}
