package io.millrace.jobs.traffic;

import io.millrace.common.aggregate.QuantileSummary;
import io.millrace.common.state.Sizes;
import io.millrace.common.state.ValueCodec;
import io.millrace.common.state.Versions;
import java.io.IOException;
import java.util.Arrays;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of a window, or of a slice of one. Mean and spread follow Welford (1962, DOI 10.1080/00401706.1962.10490022), their
 * merging Chan, Golub and LeVeque (1983, DOI 10.1080/00031305.1983.10483115).
 */
final class TrafficStats {
    /** Rank error of quantiles: 0.68 % in 99 of 100 cases, none of up to so many values. */
    static final int QUANTILE_K = 400;

    private long count;
    private double sum;
    private double min = Double.POSITIVE_INFINITY;
    private double max = Double.NEGATIVE_INFINITY;
    private double mean;
    private double squares;
    private long sequences;
    private long firstSequence = Long.MAX_VALUE;
    private long lastSequence = Long.MIN_VALUE;
    private long delays;
    private double delaySum;
    private @Nullable QuantileSummary values;
    private @Nullable QuantileSummary delayValues;

    /** Adds a record, but for what quantiles and delays need. */
    void add(Flow flow) {
        double value = flow.value();
        count++;
        sum += value;
        min = Math.min(min, value);
        max = Math.max(max, value);
        double difference = value - mean;
        mean += difference / count;
        squares += difference * (value - mean);
        if (flow.hasSequence()) {
            sequences++;
            firstSequence = Math.min(firstSequence, flow.sequence());
            lastSequence = Math.max(lastSequence, flow.sequence());
        }
    }

    /** Adds a value to those that quantiles are of. */
    void addQuantile(double value) {
        QuantileSummary summary = values;
        if (summary == null) {
            values = summary = new QuantileSummary(QUANTILE_K);
        }
        summary.add(value);
    }

    /** Adds a delay. */
    void addDelay(double millis) {
        QuantileSummary summary = delayValues;
        if (summary == null) {
            delayValues = summary = new QuantileSummary(QUANTILE_K);
        }
        delays++;
        delaySum += millis;
        summary.add(millis);
    }

    /** Adds what another holds. */
    void merge(TrafficStats other) {
        if (other.count == 0) {
            return;
        }
        double difference = other.mean - mean;
        long both = count + other.count;
        squares += other.squares + difference * difference * ((double) count * other.count / both);
        mean += difference * other.count / both;
        count = both;
        sum += other.sum;
        min = Math.min(min, other.min);
        max = Math.max(max, other.max);
        sequences += other.sequences;
        firstSequence = Math.min(firstSequence, other.firstSequence);
        lastSequence = Math.max(lastSequence, other.lastSequence);
        delays += other.delays;
        delaySum += other.delaySum;
        values = merged(values, other.values);
        delayValues = merged(delayValues, other.delayValues);
    }

    private static @Nullable QuantileSummary merged(@Nullable QuantileSummary into, @Nullable QuantileSummary later) {
        if (later == null) {
            return into;
        }
        QuantileSummary all = into == null ? new QuantileSummary(QUANTILE_K) : into;
        all.merge(later);
        return all;
    }

    long count() {
        return count;
    }

    double sum() {
        return sum;
    }

    double min() {
        return min;
    }

    double max() {
        return max;
    }

    /** The population's standard deviation. */
    double stddev() {
        return Math.sqrt(Math.max(0, squares) / count);
    }

    SequenceRange sequences() {
        return sequences == 0 ? SequenceRange.NONE : new SequenceRange(sequences, firstSequence, lastSequence);
    }

    /** Mean delay in milliseconds; NaN when none is known. */
    double delayMean() {
        return delays == 0 ? Double.NaN : delaySum / delays;
    }

    /** The delay, in milliseconds, that each share of the delays does not exceed; NaN when none is known. */
    double[] delayQuantiles(double... shares) {
        return quantiles(delayValues, shares);
    }

    /** The value that each share of the values does not exceed; NaN where they were not asked for. */
    double[] valueQuantiles(double... shares) {
        return quantiles(values, shares);
    }

    private static double[] quantiles(@Nullable QuantileSummary summary, double[] shares) {
        if (summary != null) {
            return summary.quantiles(shares);
        }
        double[] none = new double[shares.length];
        Arrays.fill(none, Double.NaN);
        return none;
    }

    /**
     * Keeps statistics in state. Version 2 holds summaries of values and of delays, each after a flag and its own version. Version 1 held a
     * sketch of the delays of another kind, which is not taken over.
     */
    static final class Codec implements ValueCodec<TrafficStats> {
        private static final long serialVersionUID = 1L;
        private static final int MOST_OLD_BUCKETS = 1_384;
        private static final int OLD_BUCKET_BYTES = 12;
        private static final ValueCodec<QuantileSummary> SUMMARY = new QuantileSummary.Codec(QUANTILE_K);

        @Override
        public int version() {
            return 2;
        }

        @Override
        public void write(TrafficStats stats, DataOutputView out) throws IOException {
            out.writeLong(stats.count);
            out.writeDouble(stats.sum);
            out.writeDouble(stats.min);
            out.writeDouble(stats.max);
            out.writeDouble(stats.mean);
            out.writeDouble(stats.squares);
            out.writeLong(stats.sequences);
            out.writeLong(stats.firstSequence);
            out.writeLong(stats.lastSequence);
            out.writeLong(stats.delays);
            out.writeDouble(stats.delaySum);
            write(stats.values, out);
            write(stats.delayValues, out);
        }

        private static void write(@Nullable QuantileSummary summary, DataOutputView out) throws IOException {
            out.writeBoolean(summary != null);
            if (summary != null) {
                Versions.write(out, SUMMARY);
                SUMMARY.write(summary, out);
            }
        }

        @Override
        public TrafficStats read(int version, DataInputView in) throws IOException {
            TrafficStats stats = new TrafficStats();
            stats.count = in.readLong();
            stats.sum = in.readDouble();
            stats.min = in.readDouble();
            stats.max = in.readDouble();
            stats.mean = in.readDouble();
            stats.squares = in.readDouble();
            stats.sequences = in.readLong();
            stats.firstSequence = in.readLong();
            stats.lastSequence = in.readLong();
            stats.delays = in.readLong();
            stats.delaySum = in.readDouble();
            if (version == 1) {
                skipOldSketch(in);
            } else {
                stats.values = readSummary(in);
                stats.delayValues = readSummary(in);
            }
            return stats;
        }

        private static @Nullable QuantileSummary readSummary(DataInputView in) throws IOException {
            return in.readBoolean() ? SUMMARY.read(Versions.read(in, SUMMARY), in) : null;
        }

        private static void skipOldSketch(DataInputView in) throws IOException {
            int buckets = in.readBoolean() ? in.readInt() : 0;
            if (buckets < 0 || buckets > MOST_OLD_BUCKETS) {
                throw new IOException("a sketch has 0 to " + MOST_OLD_BUCKETS + " buckets, found " + buckets);
            }
            in.skipBytesToRead(buckets * OLD_BUCKET_BYTES);
        }

        @Override
        public long memoryBytes(TrafficStats stats) {
            return Sizes.object(11 * 8 + 2 * 4) + memoryBytes(stats.values) + memoryBytes(stats.delayValues);
        }

        private static long memoryBytes(@Nullable QuantileSummary summary) {
            return summary == null ? 0 : SUMMARY.memoryBytes(summary);
        }

        @Override
        public TrafficStats copy(TrafficStats from) {
            TrafficStats copy = new TrafficStats();
            copy.count = from.count;
            copy.sum = from.sum;
            copy.min = from.min;
            copy.max = from.max;
            copy.mean = from.mean;
            copy.squares = from.squares;
            copy.sequences = from.sequences;
            copy.firstSequence = from.firstSequence;
            copy.lastSequence = from.lastSequence;
            copy.delays = from.delays;
            copy.delaySum = from.delaySum;
            copy.values = from.values == null ? null : SUMMARY.copy(from.values);
            copy.delayValues = from.delayValues == null ? null : SUMMARY.copy(from.delayValues);
            return copy;
        }
    }
}
