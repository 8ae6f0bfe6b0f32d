package io.millrace.jobs.traffic;

import io.millrace.common.state.StateCodec;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of a window. Mean and spread follow Welford (1962, DOI 10.1080/00401706.1962.10490022), their merging
 * Chan, Golub and LeVeque (1983, DOI 10.1080/00031305.1983.10483115).
 */
final class TrafficStats {
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
    private @Nullable QuantileSketch delaySketch;

    /** Adds a record; its delay only where that is asked for. */
    void add(Flow flow, boolean withDelay) {
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
        if (withDelay && flow.hasDelay()) {
            addDelay(flow.arrival() - flow.time());
        }
    }

    private void addDelay(double delayMillis) {
        delays++;
        delaySum += delayMillis;
        sketch().add(delayMillis);
    }

    private QuantileSketch sketch() {
        QuantileSketch sketch = delaySketch;
        if (sketch == null) {
            delaySketch = sketch = new QuantileSketch();
        }
        return sketch;
    }

    /** Adds what another window holds. */
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
        if (other.delaySketch != null) {
            sketch().merge(other.delaySketch);
        }
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

    boolean hasSequences() {
        return sequences > 0;
    }

    long lastSequence() {
        return lastSequence;
    }

    /**
     * How many sequence numbers were to be expected: from the one after the last seen before this window, or from the
     * first in it where that one began anew or is not known, to the last in it.
     */
    long expected(@Nullable Long lastBefore) {
        long first = lastBefore != null && lastBefore < firstSequence ? lastBefore + 1 : firstSequence;
        return lastSequence - first + 1;
    }

    /** How many of those expected did not come. A number that comes twice hides one that does not. */
    long lost(@Nullable Long lastBefore) {
        return Math.max(0, expected(lastBefore) - sequences);
    }

    /** Mean delay in milliseconds; NaN when none is known. */
    double delayMean() {
        return delays == 0 ? Double.NaN : delaySum / delays;
    }

    double delayQuantile(double share) {
        return delaySketch == null ? Double.NaN : delaySketch.quantile(share);
    }

    /** Keeps statistics in state. */
    public static final class Codec implements StateCodec<TrafficStats> {
        public Codec() {}

        @Override
        public Class<TrafficStats> type() {
            return TrafficStats.class;
        }

        @Override
        public int version() {
            return 1;
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
            out.writeBoolean(stats.delaySketch != null);
            if (stats.delaySketch != null) {
                stats.delaySketch.write(out);
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
            stats.delaySketch = in.readBoolean() ? QuantileSketch.read(in) : null;
            return stats;
        }

        @Override
        public long memoryBytes(TrafficStats stats) {
            return 128;
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
            copy.delaySketch = from.delaySketch == null ? null : from.delaySketch.copy();
            return copy;
        }
    }
}
