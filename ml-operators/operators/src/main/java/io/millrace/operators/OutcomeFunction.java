package io.millrace.operators;

import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.metrics.Counter;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;

/** Takes from predictions what is evaluated of them, before they are sent to where it is. */
final class OutcomeFunction extends ProcessFunction<Prediction, Outcome> {
    private static final long serialVersionUID = 1L;

    private final ModelSpec.Task task;
    private transient @Nullable Counter unusable;

    OutcomeFunction(ModelSpec.Task task) {
        this.task = task;
    }

    @Override
    public void open(OpenContext context) {
        unusable = getRuntimeContext().getMetricGroup().addGroup("evaluation").counter("unusable");
    }

    @Override
    public void processElement(Prediction prediction, Context context, Collector<Outcome> out) {
        if (!prediction.labelled()) {
            return;
        }
        Long timestamp = context.timestamp();
        Outcome outcome = Outcome.of(prediction, task, timestamp == null ? Score.NONE : timestamp);
        if (outcome != null) {
            out.collect(outcome);
        } else if (unusable != null) {
            unusable.inc();
        }
    }
}
