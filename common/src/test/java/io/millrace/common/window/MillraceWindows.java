package io.millrace.common.window;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.runtime.state.StateBackend;
import org.apache.flink.streaming.api.datastream.KeyedStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.OutputTag;

/** Windows by the operator under test. */
final class MillraceWindows implements WindowEngine {
    private final WindowCase windows;
    private final Subtasks<WindowRow> subtasks;
    private final List<OutputTag<WindowEvent>> tags;

    MillraceWindows(WindowCase windows, MemorySize cache, Supplier<StateBackend> backend) throws Exception {
        this.windows = windows;
        tags = IntStream.range(
                        0, windows.sharedTag() ? 1 : windows.definitions().size())
                .mapToObj(i -> new OutputTag<>("late-" + i, WindowEvent.FORMAT.typeInformation()))
                .toList();
        WindowBuilder<WindowEvent, String> builder = Windows.of(stream()).cache(cache);
        WindowCase.Behaviour behaviour = windows.behaviour();
        windows.definitions().forEach(builder::window);
        builder.allowedLateness(behaviour.lateness());
        if (!behaviour.early().isZero()) {
            builder.earlyResults(behaviour.early());
        }
        if (behaviour.processingTime()) {
            builder.processingTime();
        } else if (windows.sharedTag()) {
            builder.sideOutputLateData(tags.get(0));
        } else {
            IntStream.range(0, tags.size()).forEach(i -> builder.sideOutputLateData(i, tags.get(i)));
        }
        subtasks = new Subtasks<>(
                builder.aggregate(new Evidence(behaviour.algebra()), WindowRow.FORMAT, WindowRow::of),
                windows.maxParallelism(),
                windows.parallelism(),
                backend);
    }

    /** A keyed stream, never run, to build operators on. */
    static KeyedStream<WindowEvent, String> stream() {
        StreamExecutionEnvironment environment = StreamExecutionEnvironment.getExecutionEnvironment();
        return environment
                .fromSequence(0, 1)
                .map(number -> new WindowEvent("", number, number, number))
                .returns(WindowEvent.FORMAT.typeInformation())
                .keyBy(WindowEvent::key, Types.STRING);
    }

    @Override
    public void record(WindowEvent event) throws Exception {
        subtasks.record(event, !windows.behaviour().processingTime());
    }

    @Override
    public void watermark(long time) throws Exception {
        subtasks.watermark(time);
    }

    @Override
    public void clock(long time) throws Exception {
        subtasks.clock(time);
    }

    @Override
    public void restore(int parallelism) throws Exception {
        subtasks.restore(parallelism);
    }

    @Override
    public List<Emitted> drain() {
        List<Emitted> drained = new ArrayList<>();
        subtasks.drain().forEach(record -> drained.add(new Emitted(record.getValue(), record.getTimestamp())));
        for (int i = 0; i < tags.size(); i++) {
            long definition = windows.sharedTag() ? -1 : i;
            subtasks.drain(tags.get(i))
                    .forEach(late -> drained.add(Emitted.late(definition, late.getValue(), late.getTimestamp())));
        }
        return drained;
    }

    int stateEntries() {
        return subtasks.stateEntries();
    }

    int timers() {
        return subtasks.timers();
    }

    long snapshotBytes() throws Exception {
        return subtasks.snapshotBytes();
    }

    @Override
    public void close() throws Exception {
        subtasks.close();
    }
}
