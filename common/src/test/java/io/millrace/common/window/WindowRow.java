package io.millrace.common.window;

import io.millrace.common.record.RecordFormat;
import io.millrace.common.window.WindowResult.Timing;
import java.util.Locale;

/** A window's result, as all that is compared writes it. */
public record WindowRow(
        long definition,
        String key,
        long start,
        long end,
        long count,
        long sum,
        long max,
        long hash,
        long chain,
        String timing,
        long pane) {
    public static final RecordFormat<WindowRow> FORMAT = RecordFormat.builder(WindowRow.class)
            .integer("definition", WindowRow::definition)
            .key("key", WindowRow::key)
            .integer("start", WindowRow::start)
            .integer("end", WindowRow::end)
            .integer("count", WindowRow::count)
            .integer("sum", WindowRow::sum)
            .integer("max", WindowRow::max)
            .integer("hash", WindowRow::hash)
            .integer("chain", WindowRow::chain)
            .text("timing", WindowRow::timing)
            .integer("pane", WindowRow::pane)
            .build(v -> new WindowRow(
                    v.longValue(0),
                    v.text(1),
                    v.longValue(2),
                    v.longValue(3),
                    v.longValue(4),
                    v.longValue(5),
                    v.longValue(6),
                    v.longValue(7),
                    v.longValue(8),
                    v.text(9),
                    v.longValue(10)));

    static WindowRow of(WindowResult<String, Evidence.Sums> result) {
        return of(
                result.definition(),
                result.key(),
                result.start(),
                result.end(),
                result.value(),
                result.timing(),
                result.pane());
    }

    static WindowRow of(
            long definition, String key, long start, long end, Evidence.Sums sums, Timing timing, long pane) {
        return new WindowRow(
                definition,
                key,
                start,
                end,
                sums.count,
                sums.sum,
                sums.max,
                sums.hash,
                sums.chain,
                timing.name(),
                pane);
    }

    /** Without the number of the pane, and of the timing only whether it is late: what Flink's results tell. */
    WindowRow asFlink() {
        String shown = timing.equals(Timing.LATE.name()) ? timing : "";
        return new WindowRow(definition, key, start, end, count, sum, max, hash, chain, shown, 0);
    }

    /** Without the window's bounds, which Flink's windows by count do not have. */
    WindowRow unbounded() {
        return new WindowRow(definition, key, 0, 0, count, sum, max, hash, chain, "", 0);
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "#%d %s [%d, %d) count %d sum %d max %d hash %x chain %x %s pane %d",
                definition,
                key,
                start,
                end,
                count,
                sum,
                max,
                hash,
                chain,
                timing,
                pane);
    }
}
