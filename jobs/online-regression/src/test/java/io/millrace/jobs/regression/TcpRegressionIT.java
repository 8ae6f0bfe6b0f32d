package io.millrace.jobs.regression;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.common.job.Jobs;
import io.millrace.jobs.regression.Routes.Trip;
import io.millrace.testing.FlinkExtension;
import io.millrace.testing.JsonLines;
import io.millrace.testing.MiniClusters;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** JSON from a socket, numbers in nested objects and in quotes, with lines between that are no records. */
class TcpRegressionIT {
    @RegisterExtension
    static final FlinkExtension FLINK = MiniClusters.extension(1, 2);

    @TempDir
    Path folder;

    @Test
    void aFeedIsPredictedAndLearned() throws Exception {
        List<Trip> trips = Routes.trips(500, 3);
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CompletableFuture<Void> sent = CompletableFuture.runAsync(() -> send(server, trips));
            Jobs.main(new OnlineRegressionJob(), new String[] {
                "--source.type=tcp",
                "--source.tcp.host=localhost",
                "--source.tcp.port=" + server.getLocalPort(),
                "--source.tcp.end-of-feed=finish",
                "--source.format=json",
                "--fields.features=trip.km, trip.load, wet",
                "--fields.target=minutes",
                "--fields.key=route",
                "--fields.id=nr",
                "--learner.name=bayesian-linear",
                "--job.parallelism=1",
                "--sink.type=files",
                "--sink.files.path=" + folder
            });
            sent.get(1, TimeUnit.MINUTES);
        }
        Map<Integer, Double> predicted = new TreeMap<>();
        JsonLines.in(folder.resolve("results"))
                .forEach(line -> predicted.put((int) JsonLines.number(line, "nr"), JsonLines.number(line, "value")));
        assertThat(predicted).isEqualTo(new TreeMap<>(Routes.predictions(trips, "bayesian-linear", true)));
        assertThat(JsonLines.in(folder.resolve("dead-letters"))).hasSize(trips.size() / 100);
    }

    private static void send(ServerSocket server, List<Trip> trips) {
        try (Socket socket = server.accept();
                OutputStream out = socket.getOutputStream()) {
            for (Trip trip : trips) {
                out.write((json(trip) + "\n").getBytes(UTF_8));
                if (trip.nr() % 100 == 50) {
                    out.write("{\"nr\":1,\"route\":\"R1\",\"trip\":{\"km\":[1]}}\n".getBytes(UTF_8));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String json(Trip trip) {
        double[] f = trip.features();
        return "{\"nr\":" + trip.nr() + ",\"route\":\"" + trip.route() + "\",\"trip\":{\"km\":" + number(f[0])
                + ",\"load\":\"" + (Double.isNaN(f[1]) ? "" : f[1]) + "\"},\"wet\":" + number(f[2]) + ",\"minutes\":"
                + number(trip.minutes()) + "}";
    }

    private static String number(double value) {
        return Double.isNaN(value) ? "null" : String.valueOf(value);
    }
}
