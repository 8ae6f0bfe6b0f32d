package io.millrace.common.window;

import io.millrace.common.aggregate.Aggregate;
import io.millrace.common.state.ValueCodec;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.apache.flink.api.java.functions.KeySelector;
import org.apache.flink.metrics.Counter;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;
import org.jspecify.annotations.Nullable;

/**
 * Merges records of one key and slice before they are sent to the subtask of their key. What belongs to a slice that the
 * watermark has passed is sent as it is, so that the window operator deals with late records one by one.
 */
final class PreAggregateOperator<T, K, A> extends AbstractStreamOperator<Partial<T, K, A>>
        implements OneInputStreamOperator<T, Partial<T, K, A>>, BoundedOneInput {
    private static final long serialVersionUID = 1L;
    /** What an entry takes besides its accumulator: a map's node, a key, the entry. */
    private static final long ENTRY_BYTES = 120;

    private final Aggregate<T, A, ?> aggregate;
    private final ValueCodec<A> codec;
    private final KeySelector<T, K> keys;
    private final List<SlicedDefinition> definitions;
    private final PreAggregation bounds;
    private final PassedTime passedTime = new PassedTime();

    private transient @Nullable TreeMap<Long, Slice<K, A>> slices;
    private transient @Nullable Slice<K, A> current;
    private transient @Nullable Counter sent;
    private transient int entries;
    private transient long bytes;
    private transient long passed;
    private transient boolean timerSet;

    /** What a slice holds of each key. */
    private static final class Slice<K, A> {
        final long start;
        final long end;
        final Map<K, Entry<A>> keys = new HashMap<>();

        Slice(long start, long end) {
            this.start = start;
            this.end = end;
        }
    }

    private static final class Entry<A> {
        final A accumulator;
        long count;
        long bytes;

        Entry(A accumulator) {
            this.accumulator = accumulator;
        }
    }

    PreAggregateOperator(WindowPlan<T, A, ?> plan, KeySelector<T, K> keys, PreAggregation bounds) {
        this.aggregate = plan.aggregate();
        this.codec = aggregate.codec();
        this.keys = keys;
        this.definitions = plan.sliced();
        this.bounds = bounds;
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        passed = passedTime.restore(context);
    }

    @Override
    public void open() throws Exception {
        super.open();
        slices = new TreeMap<>();
        sent = getMetricGroup().counter("partialAggregates");
    }

    private TreeMap<Long, Slice<K, A>> slices() {
        return Objects.requireNonNull(slices, "not open");
    }

    @Override
    public void processElement(StreamRecord<T> element) throws Exception {
        T record = element.getValue();
        long timestamp = WindowOperator.timestamp(element);
        Slice<K, A> slice = slice(timestamp);
        K key = keys.getKey(record);
        if (slice.end - 1 <= passed) {
            output.collect(new StreamRecord<>(Partial.of(key, record, timestamp), timestamp));
            return;
        }
        Entry<A> entry = slice.keys.get(key);
        if (entry == null) {
            entry = new Entry<>(aggregate.create());
            slice.keys.put(key, entry);
            slices().putIfAbsent(slice.start, slice);
            entries++;
            bytes += ENTRY_BYTES;
            setTimer();
        }
        aggregate.add(entry.accumulator, record, timestamp);
        long count = ++entry.count;
        if ((count & count - 1) == 0) {
            measure(entry);
        }
        if (entries >= bounds.entries() || bytes >= bounds.memory().getBytes()) {
            flush(Long.MAX_VALUE);
        }
    }

    /** Accumulators are measured after 1, 2, 4, 8, … records. */
    private void measure(Entry<A> entry) {
        long now = codec.memoryBytes(entry.accumulator);
        bytes += now - entry.bytes;
        entry.bytes = now;
    }

    private Slice<K, A> slice(long timestamp) {
        Slice<K, A> slice = current;
        if (slice != null && timestamp >= slice.start && timestamp < slice.end) {
            return slice;
        }
        long start = Long.MIN_VALUE;
        long end = Long.MAX_VALUE;
        for (SlicedDefinition definition : definitions) {
            long number = definition.slicer().slice(timestamp);
            start = Math.max(start, definition.slicer().start(number));
            end = Math.min(end, definition.slicer().start(number + 1));
        }
        slice = slices().get(start);
        if (slice == null) {
            slice = new Slice<>(start, end);
        }
        current = slice;
        return slice;
    }

    private void setTimer() {
        if (!timerSet) {
            timerSet = true;
            long time = getProcessingTimeService().getCurrentProcessingTime()
                    + bounds.delay().toMillis();
            getProcessingTimeService().registerTimer(time, at -> {
                timerSet = false;
                flush(Long.MAX_VALUE);
            });
        }
    }

    /** Sends what belongs to slices that end by a time. */
    private void flush(long time) {
        TreeMap<Long, Slice<K, A>> all = slices();
        while (!all.isEmpty() && all.firstEntry().getValue().end - 1 <= time) {
            Slice<K, A> slice = all.pollFirstEntry().getValue();
            slice.keys.forEach((key, entry) -> send(slice, key, entry));
            slice.keys.clear();
        }
        current = null;
    }

    private void send(Slice<K, A> slice, K key, Entry<A> entry) {
        entries--;
        bytes -= ENTRY_BYTES + entry.bytes;
        Objects.requireNonNull(sent).inc();
        output.collect(new StreamRecord<>(Partial.of(key, entry.accumulator, slice.start, entry.count), slice.start));
    }

    @Override
    public void processWatermark(Watermark mark) throws Exception {
        passed = Math.max(passed, mark.getTimestamp());
        flush(passed);
        super.processWatermark(mark);
    }

    /** An idle input no longer holds time back, so nothing of it may wait here. */
    @Override
    public void processWatermarkStatus(WatermarkStatus status) throws Exception {
        if (status.isIdle()) {
            flush(Long.MAX_VALUE);
        }
        super.processWatermarkStatus(status);
    }

    @Override
    public void prepareSnapshotPreBarrier(long checkpointId) throws Exception {
        super.prepareSnapshotPreBarrier(checkpointId);
        flush(Long.MAX_VALUE);
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        passedTime.keep(passed);
    }

    @Override
    public void endInput() {
        flush(Long.MAX_VALUE);
    }
}
