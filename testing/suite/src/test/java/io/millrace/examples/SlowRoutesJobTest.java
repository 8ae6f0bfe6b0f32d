package io.millrace.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.examples.SlowRoutesJob.Trip;
import io.millrace.learners.Learners;
import io.millrace.learners.Regressor;
import io.millrace.learners.Schema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The documents' job that learns runs, and gives what a learner without a job does. */
final class SlowRoutesJobTest {
    private static final Pattern DELAY =
            Pattern.compile("\\{\"route\":\"(.*)\",\"started_at\":\"(.*)\",\"expected\":([^,]*),\"delay\":([^,]*)}");

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"streaming", "batch"})
    void tellsDelaysByWhatEachRouteHasTaught(String mode) throws Exception {
        List<Trip> trips = trips();
        Path file = folder.resolve("trips.jsonl");
        Files.write(file, trips.stream().map(SlowRoutesJobTest::json).toList());

        run(mode, file);

        Map<String, Double> expected = new HashMap<>();
        Map<String, Regressor> models = new HashMap<>();
        for (Trip trip : trips) {
            Regressor model =
                    models.computeIfAbsent(trip.route(), route -> Learners.regressor("recursive-least-squares")
                            .create(Schema.numeric(2), 1));
            double[] features = {trip.km(), trip.hour()};
            expected.put(time(trip), model.predict(features));
            model.learn(features, trip.minutes());
        }
        assertThat(delays()).hasSameSizeAs(trips);
        Map<String, Double> minutes = new HashMap<>();
        trips.forEach(trip -> minutes.put(time(trip), trip.minutes()));
        for (Matcher delay : delays()) {
            double prediction = expected.get(delay.group(2));
            assertThat(Double.parseDouble(delay.group(3))).isCloseTo(prediction, within(1e-12));
            assertThat(Double.parseDouble(delay.group(4)))
                    .isCloseTo(minutes.get(delay.group(2)) - prediction, within(1e-9));
        }
    }

    /** Some 3 minutes a kilometre, and 2 more for each hour on one of the routes. */
    private static List<Trip> trips() {
        SplittableRandom random = new SplittableRandom(5);
        List<Trip> trips = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            boolean north = random.nextBoolean();
            double km = random.nextInt(1, 20);
            double hour = random.nextInt(24);
            double minutes = 3 * km + (north ? 2 * hour : 0) + random.nextInt(3);
            trips.add(new Trip(north ? "north" : "south", 1_795_000_000_000L + 1_000L * i, km, hour, minutes));
        }
        return trips;
    }

    private static String time(Trip trip) {
        return Instant.ofEpochMilli(trip.startedAt()).toString();
    }

    private static String json(Trip trip) {
        return "{\"route\":\"" + trip.route() + "\",\"started_at\":\"" + time(trip) + "\",\"km\":" + trip.km()
                + ",\"hour\":" + trip.hour() + ",\"minutes\":" + trip.minutes() + "}";
    }

    private void run(String mode, Path trips) throws Exception {
        SlowRoutesJob.main(new String[] {
            "--source.type",
            "files",
            "--source.files.paths",
            trips.toString(),
            "--sink.type",
            "files",
            "--sink.files.path",
            folder.resolve("out").toString(),
            "--job.mode",
            mode,
            "--job.parallelism",
            "2",
        });
    }

    private List<Matcher> delays() throws IOException {
        List<Matcher> delays = new ArrayList<>();
        try (Stream<Path> files = Files.walk(folder.resolve("out").resolve("results"))) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                for (String line : Files.readAllLines(file)) {
                    Matcher delay = DELAY.matcher(line);
                    assertThat(delay.matches()).as(line).isTrue();
                    delays.add(delay);
                }
            }
        }
        return delays;
    }
}
