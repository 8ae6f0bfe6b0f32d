package io.millrace.examples;

import io.millrace.common.job.Job;
import io.millrace.common.job.JobContext;
import io.millrace.common.job.Jobs;
import io.millrace.common.record.RecordFormat;
import io.millrace.operators.Learn;
import io.millrace.operators.Prediction;
import org.apache.flink.streaming.api.datastream.DataStream;

/** How long a trip should take by what its route has taught, and how much longer it takes. */
public final class SlowRoutesJob implements Job {
    /** What comes in: one trip. */
    public record Trip(String route, long startedAt, double km, double hour, double minutes) {
        public static final RecordFormat<Trip> FORMAT = RecordFormat.builder(Trip.class)
                .key("route", Trip::route)
                .eventTime("started_at", Trip::startedAt)
                .number("km", Trip::km)
                .number("hour", Trip::hour)
                .number("minutes", Trip::minutes)
                .build(v -> new Trip(v.text(0), v.longValue(1), v.doubleValue(2), v.doubleValue(3), v.doubleValue(4)));

        double[] features() {
            return new double[] {km, hour};
        }
    }

    /** What goes out: one trip's delay. */
    public record Delay(String route, long startedAt, double expected, double delay) {
        public static final RecordFormat<Delay> FORMAT = RecordFormat.builder(Delay.class)
                .key("route", Delay::route)
                .eventTime("started_at", Delay::startedAt)
                .number("expected", Delay::expected)
                .number("delay", Delay::delay)
                .build(v -> new Delay(v.text(0), v.longValue(1), v.doubleValue(2), v.doubleValue(3)));

        static Delay of(Trip trip, Prediction made) {
            return new Delay(trip.route(), trip.startedAt(), made.value(), trip.minutes() - made.value());
        }
    }

    public static void main(String[] args) throws Exception {
        Jobs.main(new SlowRoutesJob(), args);
    }

    @Override
    public void wire(JobContext job) {
        DataStream<Delay> delays = Learn.perKey(job.read(Trip.FORMAT), Trip::route)
                .features(Trip::features, "km", "hour")
                .target(Trip::minutes)
                .with("recursive-least-squares")
                .predictThenLearn(Delay::of, Delay.FORMAT)
                .uid("delays")
                .name("delay per trip");
        job.write(delays, Delay.FORMAT);
    }
}
