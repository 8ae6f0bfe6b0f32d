package io.millrace.operators;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.apache.flink.streaming.util.TwoInputStreamOperatorTestHarness;
import org.jspecify.annotations.Nullable;

/**
 * All subtasks of a spread global model, with channels between them in which steps and answers wait as long as chance has it. A
 * checkpoint lets steps pass, as Flink does where it broadcasts, and takes along the answers under way, as Flink does where
 * barriers overtake.
 */
final class GlobalSubtasks implements AutoCloseable {
    private static final int GROUPS = 16;

    private final ModelSpec spec;
    private final LearningSettings settings;
    private final SplittableRandom random;
    private TwoInputStreamOperatorTestHarness<Example, ExportRequest, Step> sequence;
    private final List<OneInputStreamOperatorTestHarness<Step, Part>> members = new ArrayList<>();
    private final List<Deque<Step>> steps = new ArrayList<>();
    private final List<Deque<Part>> answers = new ArrayList<>();
    private OneInputStreamOperatorTestHarness<Part, Prediction> combine;
    private final List<StreamRecord<Prediction>> predictions = new ArrayList<>();
    private final List<ModelRecord> models = new ArrayList<>();
    private long clock;
    private long checkpoints;

    /** What a checkpoint holds. */
    record Checkpoint(
            OperatorSubtaskState sequence,
            OperatorSubtaskState members,
            OperatorSubtaskState combine,
            int parallelism,
            List<List<Part>> answers) {}

    GlobalSubtasks(ModelSpec spec, LearningSettings settings, int parallelism, long seed) throws Exception {
        this.spec = spec;
        this.settings = settings;
        this.random = new SplittableRandom(seed);
        open(parallelism, null);
    }

    private void open(int parallelism, @Nullable Checkpoint from) throws Exception {
        sequence = new TwoInputStreamOperatorTestHarness<>(new SequenceOperator(spec, settings), 1, 1, 0);
        sequence.setProcessingTime(clock);
        sequence.setup(Step.TYPE.createSerializer(new SerializerConfigImpl()));
        combine = new OneInputStreamOperatorTestHarness<>(new CombineOperator(spec), 1, 1, 0);
        combine.setup(Prediction.TYPE.createSerializer(new SerializerConfigImpl()));
        if (from != null) {
            sequence.initializeState(from.sequence);
            combine.initializeState(from.combine);
        }
        members.clear();
        steps.clear();
        answers.clear();
        for (int subtask = 0; subtask < parallelism; subtask++) {
            OneInputStreamOperatorTestHarness<Step, Part> member =
                    new OneInputStreamOperatorTestHarness<>(new MembersOperator(spec), GROUPS, parallelism, subtask);
            member.setup(Part.TYPE.createSerializer(new SerializerConfigImpl()));
            if (from != null) {
                member.initializeState(AbstractStreamOperatorTestHarness.repartitionOperatorState(
                        from.members, GROUPS, from.parallelism, parallelism, subtask));
            }
            member.open();
            members.add(member);
            steps.add(new ArrayDeque<>());
            answers.add(new ArrayDeque<>());
        }
        combine.open();
        sequence.open();
        if (from != null) {
            for (List<Part> underWay : from.answers) {
                answers.get(random.nextInt(parallelism)).addAll(underWay);
            }
        }
    }

    void take(Example example) throws Exception {
        sequence.processElement1(new StreamRecord<>(example, example.time()));
        fetchSteps();
        int moves = random.nextInt(4 * members.size());
        for (int i = 0; i < moves; i++) {
            if (random.nextBoolean()) {
                follow(random.nextInt(members.size()));
            } else {
                combineOne(random.nextInt(members.size()));
            }
        }
    }

    void request(String key) throws Exception {
        sequence.processElement2(new StreamRecord<>(new ExportRequest(key)));
        fetchSteps();
    }

    void clock(long time) throws Exception {
        clock = time;
        sequence.setProcessingTime(time);
        fetchSteps();
    }

    void end() throws Exception {
        sequence.endInput1();
        fetchSteps();
    }

    private void fetchSteps() {
        for (Object out = sequence.getOutput().poll();
                out != null;
                out = sequence.getOutput().poll()) {
            if (out instanceof StreamRecord<?> record) {
                for (Deque<Step> channel : steps) {
                    channel.add((Step) record.getValue());
                }
            }
        }
    }

    private boolean follow(int subtask) throws Exception {
        Step step = steps.get(subtask).poll();
        if (step == null) {
            return false;
        }
        OneInputStreamOperatorTestHarness<Step, Part> member = members.get(subtask);
        member.processElement(new StreamRecord<>(step));
        for (Object out = member.getOutput().poll();
                out != null;
                out = member.getOutput().poll()) {
            answers.get(subtask).add((Part) ((StreamRecord<?>) out).getValue());
        }
        return true;
    }

    private boolean combineOne(int subtask) throws Exception {
        Part part = answers.get(subtask).poll();
        if (part == null) {
            return false;
        }
        combine.processElement(new StreamRecord<>(part));
        for (Object out = combine.getOutput().poll();
                out != null;
                out = combine.getOutput().poll()) {
            StreamRecord<?> record = (StreamRecord<?>) out;
            predictions.add(new StreamRecord<>((Prediction) record.getValue(), record.getTimestamp()));
        }
        var side = combine.getSideOutput(KeyedLearning.MODELS);
        while (side != null && !side.isEmpty()) {
            models.add(side.poll().getValue());
        }
        return true;
    }

    /** Lets all steps and answers come to where they go. */
    void drain() throws Exception {
        for (int subtask = 0; subtask < members.size(); subtask++) {
            while (follow(subtask)) {}
        }
        for (int subtask = members.size() - 1; subtask >= 0; subtask--) {
            while (combineOne(subtask)) {}
        }
    }

    Checkpoint checkpoint() throws Exception {
        checkpoints++;
        OperatorSubtaskState ofSequence = sequence.snapshot(checkpoints, checkpoints);
        OperatorSubtaskState ofCombine = combine.snapshot(checkpoints, checkpoints);
        OperatorSubtaskState[] states = new OperatorSubtaskState[members.size()];
        List<List<Part>> underWay = new ArrayList<>();
        for (int subtask = 0; subtask < states.length; subtask++) {
            while (follow(subtask)) {}
            states[subtask] = members.get(subtask).snapshot(checkpoints, checkpoints);
            underWay.add(List.copyOf(answers.get(subtask)));
        }
        return new Checkpoint(
                ofSequence,
                AbstractStreamOperatorTestHarness.repackageState(states),
                ofCombine,
                states.length,
                underWay);
    }

    /** Goes back to a checkpoint. */
    void restore(Checkpoint from, int parallelism) throws Exception {
        close();
        open(parallelism, from);
    }

    /** How many steps wait where answers are put together. */
    long pending() {
        return ((CombineOperator) combine.getOperator()).pending();
    }

    /** Those since the last call. */
    List<Prediction> predictions() {
        List<Prediction> made = new ArrayList<>();
        for (StreamRecord<Prediction> record : predictions) {
            made.add(record.getValue());
            if (record.getTimestamp() != record.getValue().time()) {
                throw new AssertionError(
                        "a prediction for " + record.getValue().time() + " has the timestamp " + record.getTimestamp());
            }
        }
        predictions.clear();
        return made;
    }

    /** Those since the last call. */
    List<ModelRecord> models() {
        List<ModelRecord> made = List.copyOf(models);
        models.clear();
        return made;
    }

    /** What the sequence makes of watermarks of records, or of requests. */
    List<Object> watermark(long time, boolean ofRecords) throws Exception {
        if (ofRecords) {
            sequence.processWatermark1(new Watermark(time));
        } else {
            sequence.processWatermark2(new Watermark(time));
        }
        List<Object> made = new ArrayList<>(sequence.getOutput());
        sequence.getOutput().clear();
        return made;
    }

    @Override
    public void close() throws Exception {
        sequence.close();
        combine.close();
        for (var member : members) {
            member.close();
        }
    }
}
