package io.millrace.benchmarks;

import io.millrace.operators.Example;
import io.millrace.operators.ExportRequest;
import io.millrace.operators.Learned;
import io.millrace.operators.LearningSettings;
import io.millrace.operators.ModelRecord;
import io.millrace.operators.ModelSpec;
import io.millrace.operators.Prediction;
import io.millrace.operators.job.LearningJob;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.Nullable;

/**
 * {@code online-regression} with the learner and its state taken out: behind the same shuffle by key, an operator predicts the
 * same number for all.
 */
final class WithoutLearner extends LearningJob {
    private static final String[] NO_CLASSES = {};
    private static final double[] NO_PROBABILITIES = {};
    private static final Prediction.Baselines NOTHING = new Prediction.Baselines(-1, -1, 0, 0);
    private static final OutputTag<ModelRecord> MODELS =
            new OutputTag<>("no-models", ModelRecord.FORMAT.typeInformation());
    private static final OutputTag<Example> REFUSED = new OutputTag<>("none-refused", Example.TYPE);

    WithoutLearner() {
        super(ModelSpec.Task.REGRESSION);
    }

    @Override
    public String description() {
        return "predicts the same number for each record.";
    }

    @Override
    protected Learned learnPerKey(
            DataStream<Example> examples,
            ModelSpec spec,
            LearningSettings models,
            @Nullable DataStream<ExportRequest> requests) {
        SingleOutputStreamOperator<Prediction> constant = predictions(examples);
        return new Learned(constant, constant.getSideOutput(MODELS), constant.getSideOutput(REFUSED));
    }

    /** The same number for each example, behind a shuffle by key. */
    static SingleOutputStreamOperator<Prediction> predictions(DataStream<Example> examples) {
        return examples.keyBy(Example::key, Types.STRING)
                .process(new Constant())
                .returns(Prediction.TYPE)
                .uid("constant");
    }

    private static final class Constant extends ProcessFunction<Example, Prediction> {
        private static final long serialVersionUID = 1L;

        @Override
        public void processElement(Example example, Context context, Collector<Prediction> out) {
            out.collect(new Prediction(
                    example.id(),
                    example.key(),
                    example.time(),
                    NO_CLASSES,
                    NO_PROBABILITIES,
                    -1,
                    1.0,
                    0,
                    example.time(),
                    NOTHING,
                    null,
                    example.target()));
        }
    }
}
