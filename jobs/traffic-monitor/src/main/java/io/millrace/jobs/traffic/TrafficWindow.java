package io.millrace.jobs.traffic;

import io.millrace.common.record.FieldValues;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.StateTtlConfig;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.functions.windowing.ProcessWindowFunction;
import org.apache.flink.streaming.api.windowing.windows.TimeWindow;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;

/**
 * Makes a window's result of its statistics.
 *
 * <p>Loss is counted from the last sequence number before the window, so that what is lost between windows, or while a
 * device was silent for whole windows, is seen too. Each key therefore keeps the last sequence number of the windows that
 * a window to come can begin behind. A session that late records extend or join has no update number.
 */
final class TrafficWindow extends ProcessWindowFunction<TrafficStats, TrafficResult, String, TimeWindow> {
    private static final long serialVersionUID = 1L;
    private static final ValueStateDescriptor<Long> UPDATES = new ValueStateDescriptor<>("updates", Types.LONG);

    private final WindowSpec spec;
    private final String label;
    private final boolean counting;
    private final boolean withLoss;
    private final long latenessMillis;
    private final MapStateDescriptor<Long, Long> lastSequences;

    TrafficWindow(WindowSpec spec, Duration allowedLateness, boolean withLoss, Duration sequenceMemory) {
        this.spec = spec;
        this.label = spec.label();
        this.latenessMillis = allowedLateness.toMillis();
        this.counting = latenessMillis > 0 && spec.kind() != WindowSpec.Kind.SESSION;
        this.withLoss = withLoss;
        this.lastSequences = new MapStateDescriptor<>("last-sequence-by-window-end", Types.LONG, Types.LONG);
        lastSequences.enableTimeToLive(StateTtlConfig.newBuilder(sequenceMemory).build());
    }

    @Override
    public void process(String key, Context context, Iterable<TrafficStats> elements, Collector<TrafficResult> out)
            throws Exception {
        TrafficStats stats = elements.iterator().next();
        TimeWindow window = context.window();
        long update = counting ? nextUpdate(context.windowState().getState(UPDATES)) : 0;
        Long lastBefore = null;
        boolean loss = withLoss && stats.hasSequences();
        if (loss) {
            MapState<Long, Long> sequences = context.globalState().getMapState(lastSequences);
            lastBefore = lastBefore(sequences, window);
            sequences.put(window.getEnd(), stats.lastSequence());
        }
        out.collect(result(key, window, update, stats, loss, lastBefore));
    }

    private static long nextUpdate(ValueState<Long> updates) throws Exception {
        Long before = updates.value();
        long update = before == null ? 0 : before + 1;
        updates.update(update);
        return update;
    }

    /** The last sequence number of windows that ended when this one began; forgets those no window needs any more. */
    private @Nullable Long lastBefore(MapState<Long, Long> sequences, TimeWindow window) throws Exception {
        long bestEnd = Long.MIN_VALUE;
        Long best = null;
        List<Long> ends = new ArrayList<>();
        for (Map.Entry<Long, Long> entry : sequences.entries()) {
            long end = entry.getKey();
            ends.add(end);
            if (end <= window.getStart() && end > bestEnd) {
                bestEnd = end;
                best = entry.getValue();
            }
        }
        if (best != null) {
            forget(sequences, ends, bestEnd - latenessMillis);
        }
        return best;
    }

    /** Windows that late records can still correct begin at the horizon or later: behind it only the last end counts. */
    private static void forget(MapState<Long, Long> sequences, List<Long> ends, long horizon) throws Exception {
        long last = Long.MIN_VALUE;
        for (long end : ends) {
            if (end <= horizon) {
                last = Math.max(last, end);
            }
        }
        for (Long end : ends) {
            if (end < last) {
                sequences.remove(end);
            }
        }
    }

    private TrafficResult result(
            String key, TimeWindow window, long update, TrafficStats stats, boolean loss, @Nullable Long lastBefore) {
        double seconds = (window.getEnd() - window.getStart()) / 1000.0;
        long lost = loss ? stats.lost(lastBefore) : FieldValues.MISSING;
        return new TrafficResult(
                key,
                label,
                window.getStart(),
                window.getEnd(),
                update,
                stats.count(),
                stats.sum(),
                stats.sum() / stats.count(),
                stats.min(),
                stats.max(),
                stats.count() / seconds,
                stats.sum() / seconds,
                stats.stddev(),
                lost,
                loss ? (double) lost / stats.expected(lastBefore) : Double.NaN,
                stats.delayMean(),
                stats.delayQuantile(0.99));
    }

    @Override
    public void clear(Context context) throws Exception {
        if (counting) {
            context.windowState().getState(UPDATES).clear();
        }
    }

    @Override
    public String toString() {
        return "TrafficWindow " + spec.label();
    }
}
