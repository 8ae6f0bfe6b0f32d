package io.millrace.operators;

/** How predictions and labels that wait for each other are written. */
public final class WaitingPredictionsCodec extends WaitingCodec<Prediction> {
    private static final long serialVersionUID = 1L;

    public WaitingPredictionsCodec() {
        super(new PredictionCodec());
    }
}
