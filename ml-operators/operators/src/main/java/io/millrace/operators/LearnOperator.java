package io.millrace.operators;

import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/** Keyed learning of records alone. */
final class LearnOperator<IN, OUT> extends KeyedLearningOperator<IN, OUT>
        implements OneInputStreamOperator<IN, OUT>, BoundedOneInput {
    private static final long serialVersionUID = 1L;

    LearnOperator(LearningPlan<IN, OUT> plan) {
        super(plan);
    }

    @Override
    public void processElement(StreamRecord<IN> element) throws Exception {
        models().process(element);
    }

    @Override
    public void endInput() throws Exception {
        models().endInput();
    }
}
