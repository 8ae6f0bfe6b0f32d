package io.millrace.operators;

import io.millrace.common.state.StateTypeInfo;
import io.millrace.operators.Example.Action;
import io.millrace.operators.Waiting.Timed;
import org.apache.flink.util.OutputTag;

/** Examples are predicted at once, and learned when their labels are known. */
final class ExampleJoin extends LabelJoinOperator<Example> {
    private static final long serialVersionUID = 1L;

    static final OutputTag<Example> UNLABELLED = new OutputTag<>("unlabelled", Example.TYPE);
    static final OutputTag<Label> UNMATCHED = new OutputTag<>("unmatched", Label.TYPE);

    ExampleJoin(long wait) {
        super(wait, new StateTypeInfo<>(WaitingExamplesCodec.class));
    }

    @Override
    boolean seeks(Example example) {
        return !example.labelled() && example.id() != null;
    }

    @Override
    void came(Timed<Example> example) {
        Example value = example.value();
        if (value.labelled()) {
            emit(value, example.at());
            return;
        }
        if (value.action().predicts()) {
            emit(value.with(Action.PREDICT), example.at());
        }
        if (value.id() == null) {
            drop(example);
        }
    }

    @Override
    void cameLabelled(Timed<Example> example, Timed<Label> label) {
        Example value = example.value();
        if (!value.action().predicts()) {
            wasLabelled(example, label);
        } else if (label.at() <= example.at()) {
            // Predicted and learned at once: whoever sorts by time finds the same as if the label had come later.
            emit(learning(value, label.value()).with(Action.BOTH), example.at());
        } else {
            emit(value.with(Action.PREDICT), example.at());
            wasLabelled(example, label);
        }
    }

    @Override
    void wasLabelled(Timed<Example> example, Timed<Label> label) {
        emit(learning(example.value(), label.value()), Math.max(example.at(), label.at()));
    }

    private static Example learning(Example example, Label label) {
        return example.learning(label.label(), label.target(), Math.max(example.time(), label.time()));
    }

    @Override
    void staysUnlabelled(Timed<Example> example) {
        emit(UNLABELLED, example);
    }

    @Override
    void staysUnmatched(Timed<Label> label) {
        emit(UNMATCHED, label);
    }
}
