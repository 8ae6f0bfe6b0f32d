package io.millrace.operators;

import io.millrace.common.cached.CacheSettings;
import io.millrace.common.cached.CachedFunction;
import io.millrace.common.cached.CachedStreams;
import java.time.Duration;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.Nullable;

/** One model for each key: predicts, then learns. */
public final class KeyedLearning {
    static final OutputTag<ModelRecord> MODELS = new OutputTag<>("models", ModelRecord.FORMAT.typeInformation());
    static final OutputTag<Example> REFUSED = new OutputTag<>("refused", Example.TYPE);

    private KeyedLearning() {}

    /**
     * Learns.
     *
     * @param requests for exports; {@code null} for none
     */
    public static Learned of(
            DataStream<Example> examples,
            ModelSpec spec,
            LearningSettings settings,
            @Nullable DataStream<ExportRequest> requests) {
        SingleOutputStreamOperator<Prediction> predictions = CachedStreams.process(
                        examples.keyBy(Example::key, Types.STRING),
                        new CacheSettings<>(
                                "models", spec.signature(), new ModelCodec(spec), settings.cache(), Duration.ZERO),
                        new Function(spec),
                        Prediction.TYPE)
                .uid("learn")
                .name("learn " + spec.learner());
        return new Learned(predictions, predictions.getSideOutput(MODELS), predictions.getSideOutput(REFUSED));
    }

    private static final class Function extends CachedFunction<String, Example, Model, Prediction> {
        private static final long serialVersionUID = 1L;

        private final ModelCodec codec;

        Function(ModelSpec spec) {
            this.codec = new ModelCodec(spec);
        }

        @Override
        public Model create() {
            return codec.models().create();
        }

        @Override
        public void process(Example example, Context<String, Model> context, Collector<Prediction> out)
                throws Exception {
            Model model = context.value();
            if (example.action() != Example.Action.LEARN) {
                out.collect(model.predict(example));
            }
            if (example.action() != Example.Action.PREDICT) {
                model.learn(example);
            }
        }
    }
}
