package io.millrace.common.edge;

import java.io.Serializable;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;
import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.Nullable;

/**
 * Sends records on and dead letters to a side output, counts both (metrics {@code recordsDecoded} and
 * {@code deadLetters}), and fails the job when there are too many of the latter.
 *
 * <p>At the end of input, and when a job is stopped with {@code --drain}, it ends event time for what comes after it. The
 * source does so too, but Flink drops that last watermark where the source is idle just then, and with it the windows that
 * are still open.
 *
 * @param <T> the record
 */
public final class DeadLetterSplit<T> extends AbstractStreamOperator<T>
        implements OneInputStreamOperator<Decoded<T>, T>, BoundedOneInput {
    private static final long serialVersionUID = 1L;

    /** Where dead letters come out. */
    public static final OutputTag<DeadLetter> DEAD_LETTERS =
            new OutputTag<>("dead-letters", DeadLetter.FORMAT.typeInformation());

    private final BadRecordLimit limit;
    private final long windowNanos;
    private final NanoClock clock;
    private transient @Nullable Counter decoded;
    private transient @Nullable Counter deadLetters;
    private transient @Nullable DeadLetter last;
    private transient long windowStartNanos;
    private transient long all;
    private transient long bad;

    public DeadLetterSplit(BadRecordLimit limit) {
        this(limit, System::nanoTime);
    }

    DeadLetterSplit(BadRecordLimit limit, NanoClock clock) {
        this.limit = limit;
        this.clock = clock;
        Duration longest = Duration.ofNanos(Long.MAX_VALUE);
        this.windowNanos = (limit.window().compareTo(longest) < 0 ? limit.window() : longest).toNanos();
    }

    /** Nanoseconds from any beginning. */
    interface NanoClock extends LongSupplier, Serializable {}

    @Override
    public void open() throws Exception {
        super.open();
        MetricGroup metrics = getMetricGroup();
        decoded = metrics.counter("recordsDecoded");
        deadLetters = metrics.counter("deadLetters");
        windowStartNanos = clock.getAsLong();
    }

    @Override
    public void processElement(StreamRecord<Decoded<T>> element) {
        all++;
        Decoded<T> value = element.getValue();
        T record = value.recordOrNull();
        if (record != null) {
            count(decoded);
            output.collect(element.replace(record));
            if (all == limit.minRecords()) {
                judge(0);
            }
            return;
        }
        DeadLetter letter = value.deadLetterOrNull();
        if (letter != null) {
            count(deadLetters);
            output.collect(DEAD_LETTERS, element.replace(letter));
            last = letter;
            judge(1);
        }
    }

    @Override
    public void endInput() {
        // Not public API, and the only way to end an idle time; the test of this operator would notice a change.
        output.emitWatermarkStatus(WatermarkStatus.ACTIVE);
        output.emitWatermark(Watermark.MAX_WATERMARK);
    }

    private static void count(@Nullable Counter counter) {
        if (counter != null) {
            counter.inc();
        }
    }

    /** Only a dead letter can bring the share above the limit, or a record the number of records to the least. */
    private void judge(int newlyBad) {
        long now = clock.getAsLong();
        if (now - windowStartNanos > windowNanos) {
            windowStartNanos = now;
            all = 1;
            bad = 0;
        }
        bad += newlyBad;
        DeadLetter letter = last;
        if (letter != null && limit.exceeded(bad, all)) {
            throw new TooManyBadRecordsException(bad, all, limit, letter);
        }
    }
}
