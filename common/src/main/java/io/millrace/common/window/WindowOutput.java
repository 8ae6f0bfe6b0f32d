package io.millrace.common.window;

import io.millrace.common.aggregate.Aggregate;
import java.util.List;
import java.util.Objects;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.streaming.api.operators.Output;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.Nullable;

/** Makes records of results, and sends late records where they belong. */
final class WindowOutput<T, K, A, R, OUT> implements Engine.Output<T, K, A> {
    private final Aggregate<T, A, R> aggregate;
    private final ResultFunction<K, R, OUT> function;
    private final List<@Nullable OutputTag<T>> lateTags;
    private final boolean timed;
    private final Output<StreamRecord<OUT>> output;
    private final Counter results;
    private final Counter late;
    private long recordTime;

    WindowOutput(
            WindowPlan<T, A, R> plan,
            WindowSettings<T, K, R, OUT> settings,
            Output<StreamRecord<OUT>> output,
            MetricGroup metrics) {
        this.aggregate = plan.aggregate();
        this.function = settings.function();
        this.lateTags = settings.lateTags();
        this.timed = plan.counts().isEmpty();
        this.output = output;
        this.results = metrics.counter("windowResults");
        this.late = metrics.counter("numLateRecordsDropped");
    }

    /** What results of count windows have as their time. */
    void recordTime(long timestamp) {
        recordTime = timestamp;
    }

    @Override
    public void result(
            KeyWindows<K, A> windows,
            int definition,
            long start,
            long end,
            WindowResult.Timing timing,
            long pane,
            A accumulator) {
        R value = timed ? aggregate.resultOver(accumulator, end - start) : aggregate.result(accumulator);
        K key = Objects.requireNonNull(windows.ticket).key;
        OUT result = function.apply(new WindowResult<>(key, value, start, end, definition, timing, pane));
        results.inc();
        output.collect(new StreamRecord<>(result, timed ? end - 1 : recordTime));
    }

    /** A record that a definition drops: counted, unless it has somewhere to go. */
    @Override
    public void late(int definition, T record, long timestamp) {
        OutputTag<T> tag = lateTags.get(definition);
        if (tag == null) {
            late.inc();
        } else {
            output.collect(tag, new StreamRecord<>(record, timestamp));
        }
    }

    @Override
    public void lateAggregated(int definition, long records) {
        late.inc(records);
    }
}
