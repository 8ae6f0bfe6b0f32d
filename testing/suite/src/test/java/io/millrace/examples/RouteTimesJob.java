package io.millrace.examples;

import io.millrace.common.aggregate.Aggregates;
import io.millrace.common.job.Job;
import io.millrace.common.job.JobContext;
import io.millrace.common.job.Jobs;
import io.millrace.common.options.Option;
import io.millrace.common.options.Options;
import io.millrace.common.record.RecordFormat;
import io.millrace.common.window.Windows;
import java.time.Duration;
import java.util.List;
import org.apache.flink.streaming.api.datastream.DataStream;

/** How long trips take, per route. */
public final class RouteTimesJob implements Job {
    private static final Option<Duration> WINDOW = Options.duration("window")
            .atLeast(Duration.ofSeconds(1))
            .defaultsTo(Duration.ofMinutes(10), "How long trips are counted together.");

    /** What comes in: one trip. */
    public record Trip(String route, double minutes, long startedAt) {
        public static final RecordFormat<Trip> FORMAT = RecordFormat.builder(Trip.class)
                .key("route", Trip::route)
                .number("minutes", Trip::minutes)
                .eventTime("started_at", Trip::startedAt)
                .build(v -> new Trip(v.text(0), v.doubleValue(1), v.longValue(2)));
    }

    /** What goes out: the trips of a route in a window. */
    public record RouteTime(String route, long windowEnd, long trips, double meanMinutes) {
        public static final RecordFormat<RouteTime> FORMAT = RecordFormat.builder(RouteTime.class)
                .key("route", RouteTime::route)
                .eventTime("window_end", RouteTime::windowEnd)
                .integer("trips", RouteTime::trips)
                .number("mean_minutes", RouteTime::meanMinutes)
                .build(v -> new RouteTime(v.text(0), v.longValue(1), v.longValue(2), v.doubleValue(3)));
    }

    public static void main(String[] args) throws Exception {
        Jobs.main(new RouteTimesJob(), args);
    }

    @Override
    public List<Option<?>> options() {
        return List.of(WINDOW);
    }

    @Override
    public void wire(JobContext job) {
        DataStream<RouteTime> times = Windows.of(job.read(Trip.FORMAT).keyBy(Trip::route))
                .tumbling(job.get(WINDOW))
                .aggregate(
                        Aggregates.both(Aggregates.<Trip>count(), Aggregates.mean(Trip::minutes), Times::new),
                        RouteTime.FORMAT,
                        w -> new RouteTime(
                                w.key(), w.end(), w.value().trips(), w.value().meanMinutes()))
                .uid("times-per-route")
                .name("times per route");
        job.write(times, RouteTime.FORMAT);
    }

    private record Times(long trips, double meanMinutes) {}
}
