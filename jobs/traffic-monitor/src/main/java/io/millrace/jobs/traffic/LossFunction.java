package io.millrace.jobs.traffic;

import io.millrace.common.cached.CacheSettings;
import io.millrace.common.cached.CachedFunction;
import io.millrace.common.window.WindowResult.Timing;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.util.Collector;

/**
 * Counts what was lost in each window, from the last sequence number before it, so that what is lost between windows, or
 * while a device was silent for whole windows, is seen too. Takes each key's results in the order in which its windows end.
 */
final class LossFunction extends CachedFunction<String, TrafficResult, LastSequences, TrafficResult> {
    private static final long serialVersionUID = 1L;

    private final HashSet<String> definitions = new HashSet<>();
    private final HashSet<String> sessions = new HashSet<>();
    private final long latenessMillis;

    LossFunction(List<WindowSpec> windows, Duration allowedLateness) {
        windows.forEach(window -> definitions.add(window.label()));
        windows.stream().filter(WindowSpec::isSession).forEach(window -> sessions.add(window.label()));
        latenessMillis = allowedLateness.toMillis();
    }

    static CacheSettings<LastSequences> state(Duration sequenceMemory) {
        return new CacheSettings<>(
                "last-sequences",
                "last sequence by window end",
                new LastSequences.Codec(),
                MemorySize.ofMebiBytes(16),
                sequenceMemory);
    }

    @Override
    public LastSequences create() {
        return new LastSequences();
    }

    @Override
    public void process(TrafficResult result, Context<String, LastSequences> context, Collector<TrafficResult> out)
            throws Exception {
        SequenceRange range = result.sequences();
        if (range.isEmpty()) {
            out.collect(result);
            return;
        }
        LastSequences sequences = context.value();
        Long lastBefore = sequences.before(result.window(), result.start());
        note(sequences, result);
        long lost = range.lost(lastBefore);
        out.collect(result.withLoss(lost, (double) lost / range.expected(lastBefore)));
    }

    private void note(LastSequences sequences, TrafficResult result) {
        sequences.retain(definitions);
        if (sessions.contains(result.window())) {
            sequences.forgetWithin(result.window(), result.start(), result.end());
        }
        sequences.put(result.window(), result.end(), result.sequences().last());
        // An early result can be one of a window far ahead: what came before it is still needed by those between.
        if (result.timing() != Timing.EARLY) {
            sequences.forgetBehind(result.window(), result.start(), latenessMillis);
        }
    }
}
