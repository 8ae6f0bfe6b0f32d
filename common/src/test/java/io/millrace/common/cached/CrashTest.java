package io.millrace.common.cached;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.common.cached.CrashLogic.Input;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.CheckpointOptions;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.runtime.state.memory.MemCheckpointStreamFactory;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.OperatorSnapshotFinalizer;
import org.apache.flink.streaming.api.operators.OperatorSnapshotFutures;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A random history of records, watermarks, clock readings and checkpoints, of which some complete late and some not at all,
 * and crashes anywhere, each of which goes back to the last checkpoint that completed, with another parallelism. What comes
 * out for each key, and the state at the end, is what comes out without a crash and what Flink's value state gives.
 */
class CrashTest {
    private static final int GROUPS = 16;
    private static final int STEPS = 300;
    private static final int KEYS = 25;

    /** One thing that happens: exactly one of the three. */
    private record Step(Input input, long timestamp, long watermark, long clock) {}

    private static List<Step> history(SplittableRandom random) {
        List<Step> steps = new ArrayList<>();
        long watermark = 0;
        long clock = 0;
        for (int i = 0; i < STEPS; i++) {
            int what = random.nextInt(10);
            if (what == 0) {
                watermark += random.nextInt(20);
                steps.add(new Step(null, 0, watermark, -1));
            } else if (what == 1) {
                clock += random.nextInt(30);
                steps.add(new Step(null, 0, -1, clock));
            } else {
                Input input = new Input(random.nextInt(KEYS), random.nextInt(1, 10_000));
                steps.add(new Step(input, watermark + random.nextInt(15), -1, -1));
            }
        }
        // Shows all that is left: looks at each key, then at all timers.
        for (int key = 0; key < KEYS; key++) {
            steps.add(new Step(new Input(key, 5), watermark, -1, -1));
        }
        steps.add(new Step(null, 0, watermark + 1000, -1));
        steps.add(new Step(null, 0, -1, clock + 1000));
        return steps;
    }

    /** What a checkpoint is once it has completed. */
    private record Checkpoint(int step, int parallelism, OperatorSubtaskState state, List<String> outputs) {}

    /** A checkpoint whose barrier has passed, and which is still to be written. */
    private record Pending(int step, int completesAt, List<OperatorSnapshotFutures> futures, List<String> outputs) {}

    /** The job, in as many subtasks as there are just now. */
    private static final class Run {
        private final String backend;
        private final Supplier<OneInputStreamOperator<Input, String>> operator;
        private final List<Step> steps;
        private List<KeyedOneInputStreamOperatorTestHarness<Integer, Input, String>> subtasks = List.of();
        private final List<String> outputs = new ArrayList<>();
        private int checkpoints;

        Run(String backend, Supplier<OneInputStreamOperator<Input, String>> operator, List<Step> steps) {
            this.backend = backend;
            this.operator = operator;
            this.steps = steps;
        }

        void start(int parallelism, Checkpoint from) throws Exception {
            outputs.clear();
            long clock = 0;
            if (from != null) {
                outputs.addAll(from.outputs);
                for (Step step : steps.subList(0, from.step)) {
                    clock = Math.max(clock, step.clock);
                }
            }
            subtasks = new ArrayList<>();
            for (int subtask = 0; subtask < parallelism; subtask++) {
                var harness = new KeyedOneInputStreamOperatorTestHarness<>(
                        operator.get(), Input::key, Types.INT, GROUPS, parallelism, subtask);
                harness.setStateBackend(Backends.named(backend));
                harness.setProcessingTime(clock);
                harness.setStateTtlProcessingTime(clock);
                harness.setup();
                if (from != null) {
                    harness.initializeState(AbstractStreamOperatorTestHarness.repartitionOperatorState(
                            from.state, GROUPS, from.parallelism, parallelism, subtask));
                }
                harness.open();
                subtasks.add(harness);
            }
        }

        void take(Step step) throws Exception {
            if (step.input != null) {
                int subtask =
                        KeyGroupRangeAssignment.assignKeyToParallelOperator(step.input.key(), GROUPS, subtasks.size());
                subtasks.get(subtask).processElement(step.input, step.timestamp);
            }
            for (var subtask : subtasks) {
                if (step.watermark >= 0) {
                    subtask.processWatermark(step.watermark);
                }
                if (step.clock >= 0) {
                    subtask.setStateTtlProcessingTime(step.clock);
                    subtask.setProcessingTime(step.clock);
                }
                outputs.addAll(subtask.extractOutputValues());
                subtask.getOutput().clear();
            }
        }

        Pending barrier(int step, int completesAt) throws Exception {
            checkpoints++;
            List<OperatorSnapshotFutures> futures = new ArrayList<>();
            for (var subtask : subtasks) {
                AbstractStreamOperator<String> running = subtask.getOperator();
                running.prepareSnapshotPreBarrier(checkpoints);
                futures.add(running.snapshotState(
                        checkpoints,
                        checkpoints,
                        CheckpointOptions.forCheckpointWithDefaultLocation(),
                        new MemCheckpointStreamFactory(1 << 20)));
            }
            return new Pending(step, completesAt, futures, List.copyOf(outputs));
        }

        Checkpoint complete(Pending pending) throws Exception {
            List<OperatorSubtaskState> states = new ArrayList<>();
            for (OperatorSnapshotFutures futures : pending.futures) {
                states.add(OperatorSnapshotFinalizer.create(futures).getJobManagerOwnedState());
            }
            return new Checkpoint(
                    pending.step,
                    subtasks.size(),
                    AbstractStreamOperatorTestHarness.repackageState(states.toArray(OperatorSubtaskState[]::new)),
                    pending.outputs);
        }

        void crash(Pending pending) throws Exception {
            if (pending != null) {
                for (OperatorSnapshotFutures futures : pending.futures) {
                    futures.cancel();
                }
            }
            for (var subtask : subtasks) {
                subtask.close();
            }
        }

        Map<String, List<String>> perKey() {
            Map<String, List<String>> perKey = new TreeMap<>();
            outputs.forEach(
                    output -> perKey.computeIfAbsent(output.substring(0, output.indexOf(' ')), key -> new ArrayList<>())
                            .add(output));
            return perKey;
        }
    }

    private static Map<String, List<String>> withoutCrash(
            String backend, Supplier<OneInputStreamOperator<Input, String>> operator, List<Step> steps)
            throws Exception {
        Run run = new Run(backend, operator, steps);
        run.start(1, null);
        for (Step step : steps) {
            run.take(step);
        }
        run.crash(null);
        return run.perKey();
    }

    private static Map<String, List<String>> withCrashes(
            String backend, Supplier<OneInputStreamOperator<Input, String>> operator, List<Step> steps, long seed)
            throws Exception {
        SplittableRandom random = new SplittableRandom(seed);
        Run run = new Run(backend, operator, steps);
        int parallelism = 1;
        int crashes = 0;
        Checkpoint last = null;
        Pending pending = null;
        run.start(parallelism, null);
        for (int step = 0; step < steps.size(); ) {
            if (pending != null && step >= pending.completesAt) {
                last = run.complete(pending);
                pending = null;
            }
            if (pending == null && random.nextInt(15) == 0) {
                pending = run.barrier(step, step + random.nextInt(12));
            }
            run.take(steps.get(step++));
            if (crashes < 8 && random.nextInt(40) == 0) {
                run.crash(pending);
                pending = null;
                parallelism = 1 + (parallelism + random.nextInt(2)) % 3;
                run.start(parallelism, last);
                step = last == null ? 0 : last.step;
                crashes++;
            }
        }
        run.crash(pending);
        assertThat(crashes).as("seed %d", seed).isPositive();
        return run.perKey();
    }

    @ParameterizedTest
    @CsvSource({"heap, 0, 150", "rocksdb, 1000, 40", "rocksdb with timers on the heap, 2000, 20"})
    void crashesChangeNothing(String backend, int firstSeed, int seeds) throws Exception {
        for (long seed = firstSeed; seed < firstSeed + seeds; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            List<Step> steps = history(random);
            long cache = random.nextInt(3000);
            Map<String, List<String>> plain =
                    withoutCrash("heap", () -> new KeyedProcessOperator<>(new CrashLogic.Plain()), steps);
            Supplier<OneInputStreamOperator<Input, String>> cached =
                    () -> new CachedOperator<>(CrashLogic.settings(cache), new CrashLogic.Cached());

            assertThat(withoutCrash(backend, cached, steps)).as("seed %d", seed).isEqualTo(plain);
            assertThat(withCrashes(backend, cached, steps, seed))
                    .as("seed %d", seed)
                    .isEqualTo(plain);
        }
    }
}
