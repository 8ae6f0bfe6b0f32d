package io.millrace.operators;

import io.millrace.common.state.StateTypeInfo;
import io.millrace.operators.Waiting.Timed;

/** Predictions get the labels that come for them. One that has its label still takes the one that comes for it, from no other. */
final class PredictionScore extends LabelJoinOperator<Prediction> {
    private static final long serialVersionUID = 1L;

    PredictionScore(long wait) {
        super(wait, new StateTypeInfo<>(WaitingPredictionsCodec.class));
    }

    @Override
    boolean seeks(Prediction prediction) {
        return prediction.id() != null;
    }

    @Override
    void came(Timed<Prediction> prediction) {
        if (prediction.value().labelled()) {
            emit(prediction.value(), prediction.at());
        }
    }

    @Override
    void cameLabelled(Timed<Prediction> prediction, Timed<Label> label) {
        came(prediction);
        wasLabelled(prediction, label);
    }

    @Override
    void wasLabelled(Timed<Prediction> prediction, Timed<Label> label) {
        if (!prediction.value().labelled()) {
            emit(
                    prediction.value().with(label.value().label(), label.value().target()),
                    Math.max(prediction.at(), label.at()));
        }
    }

    @Override
    void staysUnlabelled(Timed<Prediction> prediction) {}

    @Override
    void staysUnmatched(Timed<Label> label) {}
}
