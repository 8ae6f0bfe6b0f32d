package io.millrace.jobs.regression;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.common.job.JobOptions;
import io.millrace.common.job.Jobs;
import io.millrace.common.options.Settings;
import io.millrace.jobs.regression.Routes.Trip;
import io.millrace.testing.Await;
import io.millrace.testing.FlinkExtension;
import io.millrace.testing.JsonLines;
import io.millrace.testing.KafkaExtension;
import io.millrace.testing.MiniClusters;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * One job learns and exports its models when it is asked, another serves them: each record with what had been learned until the
 * export, and with the next export's models once they have come, without a restart.
 */
class ServingIT {
    private static final Duration DEADLINE = Duration.ofMinutes(1);
    private static final int ROUTES = 3;
    private static final int FIRST = 300;
    private static final int SECOND = 500;
    private static final int PROBES = 50;
    private static final String REFUSED = "answers.refused";
    private static final String REJECTED = "answers.rejected-models";

    @RegisterExtension
    static final FlinkExtension FLINK = MiniClusters.extension(1, 4);

    @RegisterExtension
    static final KafkaExtension KAFKA = new KafkaExtension();

    @TempDir
    Path folder;

    private final List<Trip> trips = Routes.trips(SECOND, ROUTES);
    private final List<Trip> asked = Routes.trips(1_000, ROUTES);
    private String name = "";
    private int probes;

    @ParameterizedTest
    @CsvSource({"true, recursive-least-squares", "false, adaptive-random-forest"})
    void newModelsServeAsTheyCome(boolean keyed, String learner) throws Exception {
        name = learner;
        for (String topic : List.of("in", "requests", "models", "learned", "asked", "answers", REFUSED, REJECTED)) {
            KAFKA.createTopic(name + "." + topic, 1);
        }
        List<String> shared = new ArrayList<>(List.of(
                "--source.format=json",
                "--fields.features=km,load,wet",
                "--fields.id=nr",
                "--learner.name=" + learner,
                "--job.parallelism=2"));
        if (learner.equals("adaptive-random-forest")) {
            shared.add("--learner.parameters.members=4");
        }
        if (keyed) {
            shared.add("--fields.key=route");
        }
        JobClient learning = start(
                shared,
                List.of("--fields.target=minutes", "--evaluation.every=0"),
                kafkaSource("source", "in"),
                kafkaSource("export-requests", "requests"),
                kafkaSink("sink", "learned"),
                kafkaSink("models", "models"));
        send("in", trips.subList(0, FIRST));
        KAFKA.consume(name + ".learned", FIRST, DEADLINE);
        int exported = export(0);
        JobClient serving = start(
                shared,
                List.of(),
                kafkaSource("source", "asked"),
                kafkaSource("serve", "models"),
                kafkaSink("sink", "answers"));
        try {
            check(trips.subList(0, FIRST), keyed, learner);

            send("in", trips.subList(FIRST, SECOND));
            KAFKA.consume(name + ".learned", SECOND, DEADLINE);
            export(exported);
            Await.until("the new models serve", DEADLINE, () -> answers(ROUTES * 5).stream()
                    .allMatch(line -> JsonLines.number(line, "model_records")
                            == learned(trips, keyed, JsonLines.text(line, keyed ? "route" : "nr"))));
            check(trips, keyed, learner);
            assertThat(KAFKA.consumeAll(name + "." + REFUSED)).isEmpty();
            assertThat(KAFKA.consumeAll(name + "." + REJECTED)).isEmpty();
            assertThat(serving.getJobStatus().join()).isEqualTo(JobStatus.RUNNING);
        } finally {
            cancel(serving);
            cancel(learning);
        }
    }

    private JobClient start(List<String> shared, List<String> more, List<?>... connectors) throws Exception {
        List<String> arguments = new ArrayList<>(shared);
        arguments.addAll(more);
        for (List<?> connector : connectors) {
            connector.forEach(argument -> arguments.add((String) argument));
        }
        OnlineRegressionJob job = new OnlineRegressionJob();
        StreamExecutionEnvironment environment = StreamExecutionEnvironment.getExecutionEnvironment(
                MiniClusters.checkpointed(folder, Duration.ofMillis(500)));
        Jobs.wire(job, Settings.parse(JobOptions.of(job), arguments.toArray(String[]::new)), environment);
        return environment.executeAsync(name);
    }

    private static void cancel(JobClient job) {
        if (!job.getJobStatus().join().isGloballyTerminalState()) {
            job.cancel().join();
        }
    }

    private List<String> kafkaSource(String prefix, String topic) {
        return List.of(
                "--" + prefix + ".type=kafka",
                "--" + prefix + ".kafka.topics=" + name + "." + topic,
                "--" + prefix + ".kafka.bootstrap-servers=" + KAFKA.bootstrapServers());
    }

    private List<String> kafkaSink(String prefix, String topic) {
        return List.of(
                "--" + prefix + ".type=kafka",
                "--" + prefix + ".kafka.topic=" + name + "." + topic,
                "--" + prefix + ".kafka.bootstrap-servers=" + KAFKA.bootstrapServers());
    }

    private void send(String topic, List<Trip> some) {
        some.forEach(trip ->
                KAFKA.produce(name + "." + topic, 0, null, null, json(trip).getBytes(UTF_8)));
        KAFKA.flush();
    }

    private static String json(Trip trip) {
        double[] f = trip.features();
        return ("{\"nr\":" + trip.nr() + ",\"route\":\"" + trip.route() + "\",\"km\":" + f[0] + ",\"load\":" + f[1]
                        + ",\"wet\":" + f[2] + ",\"minutes\":" + trip.minutes() + "}")
                .replace("NaN", "null");
    }

    /** Asks for all models; returns how many records the topic has when they are there. */
    private int export(int before) {
        KAFKA.produce(name + ".requests", 0, null, null, "{\"model\":\"*\"}".getBytes(UTF_8));
        KAFKA.flush();
        int[] now = {0};
        Await.until("all models are exported", DEADLINE, () -> {
            List<String> models = KAFKA.consumeAll(name + ".models").stream()
                    .map(record -> new String(record.value(), UTF_8))
                    .toList();
            now[0] = models.size();
            boolean keyed = name.equals("recursive-least-squares");
            int expected = keyed ? ROUTES : models.isEmpty() ? 1 : (int) JsonLines.number(models.get(0), "parts");
            return models.size() == before + expected;
        });
        return now[0];
    }

    /** Asks for predictions, and returns them. */
    private List<String> answers(int count) {
        int from = probes;
        probes += count;
        send("asked", asked.subList(from, probes));
        return KAFKA.consume(name + ".answers", probes, DEADLINE).stream()
                .map(record -> new String(record.value(), UTF_8))
                .filter(line -> JsonLines.number(line, "nr") >= from)
                .toList();
    }

    private static long learned(List<Trip> some, boolean keyed, String key) {
        return some.stream()
                .filter(trip ->
                        !Double.isNaN(trip.minutes()) && (!keyed || trip.route().equals(key)))
                .count();
    }

    /** What is answered is what a plain learner predicts that has learned these trips, and no others. */
    private void check(List<Trip> learnedTrips, boolean keyed, String learner) {
        List<String> answers = answers(PROBES);
        List<Trip> probed = asked.subList(probes - PROBES, probes);
        Map<Integer, Double> expected = Routes.predictionsAfter(learnedTrips, probed, learner, keyed);
        assertThat(answers).hasSize(PROBES);
        for (String line : answers) {
            int nr = (int) JsonLines.number(line, "nr");
            assertThat(JsonLines.number(line, "value")).isEqualTo(expected.get(nr));
            assertThat(line).doesNotContain("\"label\"");
            String key = keyed ? JsonLines.text(line, "route") : "";
            assertThat((long) JsonLines.number(line, "model_records"))
                    .isEqualTo(learned(learnedTrips, keyed, String.valueOf(key)));
        }
    }
}
