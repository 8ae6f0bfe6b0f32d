package io.millrace.common.window;

import io.millrace.common.state.StateTypeInfo;
import io.millrace.common.window.WindowResult.Timing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.runtime.state.hashmap.HashMapStateBackend;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.datastream.WindowedStream;
import org.apache.flink.streaming.api.functions.windowing.ProcessWindowFunction;
import org.apache.flink.streaming.api.windowing.assigners.EventTimeSessionWindows;
import org.apache.flink.streaming.api.windowing.assigners.ProcessingTimeSessionWindows;
import org.apache.flink.streaming.api.windowing.assigners.SlidingEventTimeWindows;
import org.apache.flink.streaming.api.windowing.assigners.SlidingProcessingTimeWindows;
import org.apache.flink.streaming.api.windowing.assigners.TumblingEventTimeWindows;
import org.apache.flink.streaming.api.windowing.assigners.TumblingProcessingTimeWindows;
import org.apache.flink.streaming.api.windowing.assigners.WindowAssigner;
import org.apache.flink.streaming.api.windowing.triggers.ContinuousEventTimeTrigger;
import org.apache.flink.streaming.api.windowing.triggers.ContinuousProcessingTimeTrigger;
import org.apache.flink.streaming.api.windowing.windows.TimeWindow;
import org.apache.flink.streaming.api.windowing.windows.Window;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/**
 * Windows by Flink's own operator, one for each definition, on the heap. Of early results it leaves out those that repeat
 * the one before, and those of windows that the same step of time ends.
 */
final class FlinkWindows implements WindowEngine {
    private record Bounds(long definition, String key, long start, long end) {}

    private final WindowCase windows;
    private final OutputTag<WindowEvent> tag = new OutputTag<>("late", WindowEvent.FORMAT.typeInformation());
    private final List<Subtasks<WindowRow>> operators = new ArrayList<>();
    private final List<Emitted> emitted = new ArrayList<>();
    private final Map<Bounds, Long> lastCounts = new HashMap<>();

    FlinkWindows(WindowCase windows) throws Exception {
        this.windows = windows;
        for (int i = 0; i < windows.definitions().size(); i++) {
            operators.add(new Subtasks<>(
                    operator(i, windows.definitions().get(i)),
                    windows.maxParallelism(),
                    windows.parallelism(),
                    HashMapStateBackend::new));
        }
    }

    private SingleOutputStreamOperator<WindowRow> operator(int index, WindowDefinition definition) {
        if (definition instanceof WindowDefinition.Count count) {
            return aggregate(
                    index,
                    count.size() == count.slide()
                            ? MillraceWindows.stream().countWindow(count.size())
                            : MillraceWindows.stream().countWindow(count.size(), count.slide()));
        }
        boolean byClock = windows.behaviour().processingTime();
        WindowedStream<WindowEvent, String, TimeWindow> stream =
                MillraceWindows.stream().window(byClock ? byClock(definition) : byEventTime(definition));
        Duration early = windows.behaviour().early();
        if (!early.isZero()) {
            stream = stream.trigger(
                    byClock ? ContinuousProcessingTimeTrigger.of(early) : ContinuousEventTimeTrigger.of(early));
        }
        if (!byClock) {
            stream = stream.allowedLateness(windows.behaviour().lateness()).sideOutputLateData(tag);
        }
        return aggregate(index, stream);
    }

    private <W extends Window> SingleOutputStreamOperator<WindowRow> aggregate(
            int index, WindowedStream<WindowEvent, String, W> stream) {
        TypeInformation<Evidence.Sums> sums = new StateTypeInfo<>(Evidence.Codec.class);
        return stream.aggregate(
                new Evidence.ForFlink(new Evidence(windows.behaviour().algebra())),
                new ToRow<W>(index),
                sums,
                sums,
                WindowRow.FORMAT.typeInformation());
    }

    private static WindowAssigner<Object, TimeWindow> byEventTime(WindowDefinition definition) {
        if (definition instanceof WindowDefinition.Sliding sliding) {
            return sliding.size().equals(sliding.slide())
                    ? TumblingEventTimeWindows.of(sliding.size(), sliding.offset())
                    : SlidingEventTimeWindows.of(sliding.size(), sliding.slide(), sliding.offset());
        }
        if (definition instanceof WindowDefinition.Calendar calendar) {
            return byEventTime(asSliding(calendar));
        }
        return EventTimeSessionWindows.withGap(((WindowDefinition.Session) definition).gap());
    }

    private static WindowAssigner<Object, TimeWindow> byClock(WindowDefinition definition) {
        if (definition instanceof WindowDefinition.Sliding sliding) {
            return sliding.size().equals(sliding.slide())
                    ? TumblingProcessingTimeWindows.of(sliding.size(), sliding.offset())
                    : SlidingProcessingTimeWindows.of(sliding.size(), sliding.slide(), sliding.offset());
        }
        return ProcessingTimeSessionWindows.withGap(((WindowDefinition.Session) definition).gap());
    }

    /** What calendar windows are in UTC; 1970 began on a Thursday, and the first Monday was the 5th. */
    private static WindowDefinition asSliding(WindowDefinition.Calendar calendar) {
        Duration unit =
                switch (calendar.unit()) {
                    case DAY -> Duration.ofDays(1);
                    case WEEK -> Duration.ofDays(7);
                    case MONTH, YEAR -> throw new IllegalArgumentException(calendar + " is not of one length");
                };
        Duration offset = calendar.unit() == CalendarUnit.WEEK ? Duration.ofDays(4) : Duration.ZERO;
        return WindowDefinition.sliding(
                unit.multipliedBy(calendar.size()), unit.multipliedBy(calendar.slide()), offset);
    }

    @Override
    public void record(WindowEvent event) throws Exception {
        for (Subtasks<WindowRow> operator : operators) {
            operator.record(event, !windows.behaviour().processingTime());
        }
        take(Timing.LATE, Long.MIN_VALUE);
    }

    @Override
    public void watermark(long time) throws Exception {
        for (Subtasks<WindowRow> operator : operators) {
            operator.watermark(time);
        }
        take(Timing.ON_TIME, time);
    }

    @Override
    public void clock(long time) throws Exception {
        for (Subtasks<WindowRow> operator : operators) {
            operator.clock(time);
        }
        take(Timing.ON_TIME, time);
    }

    @Override
    public void restore(int parallelism) throws Exception {
        for (Subtasks<WindowRow> operator : operators) {
            operator.restore(parallelism);
        }
    }

    @Override
    public List<Emitted> drain() {
        List<Emitted> drained = List.copyOf(emitted);
        emitted.clear();
        return drained;
    }

    private void take(Timing timing, long time) {
        for (int i = 0; i < operators.size(); i++) {
            Map<Bounds, Emitted> ending = new HashMap<>();
            for (StreamRecord<WindowRow> result : operators.get(i).drain()) {
                WindowRow row = result.getValue();
                Emitted found = new Emitted(timed(row, timing), result.getTimestamp());
                Bounds bounds = new Bounds(i, row.key(), row.start(), row.end());
                if (windows.behaviour().early().isZero() || timing == Timing.LATE) {
                    emitted.add(found);
                } else if (row.end() - 1 <= time) {
                    ending.put(bounds, found);
                } else if (lastCounts.getOrDefault(bounds, 0L) != row.count()) {
                    emitted.add(found);
                }
                lastCounts.put(bounds, row.count());
            }
            emitted.addAll(ending.values());
            long definition = windows.sharedTag() ? -1 : i;
            operators
                    .get(i)
                    .drain(tag)
                    .forEach(late -> emitted.add(Emitted.late(definition, late.getValue(), late.getTimestamp())));
        }
    }

    private static WindowRow timed(WindowRow row, Timing timing) {
        return new WindowRow(
                row.definition(),
                row.key(),
                row.start(),
                row.end(),
                row.count(),
                row.sum(),
                row.max(),
                row.hash(),
                row.chain(),
                timing.name(),
                0);
    }

    @Override
    public void close() throws Exception {
        for (Subtasks<WindowRow> operator : operators) {
            operator.close();
        }
    }

    private static final class ToRow<W extends Window>
            extends ProcessWindowFunction<Evidence.Sums, WindowRow, String, W> {
        private static final long serialVersionUID = 1L;
        private final int definition;

        ToRow(int definition) {
            this.definition = definition;
        }

        @Override
        public void process(String key, Context context, Iterable<Evidence.Sums> results, Collector<WindowRow> out) {
            long start = 0;
            long end = 0;
            if (context.window() instanceof TimeWindow window) {
                start = window.getStart();
                end = window.getEnd();
            }
            out.collect(
                    WindowRow.of(definition, key, start, end, results.iterator().next(), Timing.ON_TIME, 0));
        }
    }
}
