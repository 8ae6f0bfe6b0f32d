package io.millrace.common.edge;

import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.Nullable;

/**
 * Sends records on and dead letters to a side output, counts both (metrics {@code recordsDecoded} and
 * {@code deadLetters}), and fails the job when there are too many of the latter.
 *
 * @param <T> the record
 */
public final class DeadLetterSplit<T> extends ProcessFunction<Decoded<T>, T> {
    private static final long serialVersionUID = 1L;

    /** Where dead letters come out. */
    public static final OutputTag<DeadLetter> DEAD_LETTERS =
            new OutputTag<>("dead-letters", DeadLetter.FORMAT.typeInformation());

    private final BadRecordLimit limit;
    private final long windowNanos;
    private transient @Nullable Counter decoded;
    private transient @Nullable Counter deadLetters;
    private transient long windowStartNanos;
    private transient long all;
    private transient long bad;

    public DeadLetterSplit(BadRecordLimit limit) {
        this.limit = limit;
        this.windowNanos = limit.window().toNanos();
    }

    @Override
    public void open(OpenContext context) {
        MetricGroup metrics = getRuntimeContext().getMetricGroup();
        decoded = metrics.counter("recordsDecoded");
        deadLetters = metrics.counter("deadLetters");
        windowStartNanos = System.nanoTime();
    }

    @Override
    public void processElement(Decoded<T> value, Context context, Collector<T> out) {
        all++;
        T record = value.recordOrNull();
        if (record != null) {
            count(decoded);
            out.collect(record);
            return;
        }
        DeadLetter letter = value.deadLetterOrNull();
        if (letter != null) {
            count(deadLetters);
            context.output(DEAD_LETTERS, letter);
            judge(letter);
        }
    }

    private static void count(@Nullable Counter counter) {
        if (counter != null) {
            counter.inc();
        }
    }

    private void judge(DeadLetter letter) {
        long now = System.nanoTime();
        if (now - windowStartNanos > windowNanos) {
            windowStartNanos = now;
            all = 1;
            bad = 0;
        }
        bad++;
        if (limit.exceeded(bad, all)) {
            throw new TooManyBadRecordsException(bad, all, limit, letter);
        }
    }
}
