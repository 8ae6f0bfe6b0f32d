package io.millrace.benchmarks;

import io.millrace.operators.Evaluations;
import io.millrace.operators.Example;
import io.millrace.operators.KeyedLearning;
import io.millrace.operators.LearningSettings;
import io.millrace.operators.ModelSpec;
import io.millrace.operators.Prediction;
import java.io.Serializable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Function;
import java.util.function.LongFunction;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;

/**
 * What the jobs of the ml benchmark have in common: object reuse, a checkpoint to local files every 10 s (incremental on
 * RocksDB), examples made by the source in the order of their numbers, with event time and watermarks.
 *
 * @param backend {@code hashmap} or {@code rocksdb}
 */
record MlJob(String backend, int parallelism, Duration bufferTimeout, Path scratch) {
    static final Duration DEFAULT_BUFFER_TIMEOUT = ExecutionOptions.BUFFER_TIMEOUT.defaultValue();

    /** Makes the example with this number. */
    interface Feed extends LongFunction<Example>, Serializable {}

    /** From examples to predictions. */
    interface Pipeline extends Function<DataStream<Example>, DataStream<Prediction>> {}

    MlJob(String backend, Path scratch) {
        this(backend, 1, DEFAULT_BUFFER_TIMEOUT, scratch);
    }

    StreamExecutionEnvironment environment() {
        return StreamExecutionEnvironment.createLocalEnvironment(parallelism, configuration());
    }

    Configuration configuration() {
        Configuration configuration = new Configuration();
        configuration.set(CoreOptions.DEFAULT_PARALLELISM, parallelism);
        configuration.set(PipelineOptions.OBJECT_REUSE, true);
        configuration.set(PipelineOptions.GENERIC_TYPES, false);
        configuration.set(PipelineOptions.AUTO_GENERATE_UIDS, false);
        configuration.set(ExecutionOptions.BUFFER_TIMEOUT, bufferTimeout);
        configuration.set(StateBackendOptions.STATE_BACKEND, backend);
        configuration.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofSeconds(10));
        configuration.set(CheckpointingOptions.INCREMENTAL_CHECKPOINTS, true);
        configuration.set(CheckpointingOptions.CHECKPOINT_STORAGE, "filesystem");
        configuration.set(
                CheckpointingOptions.CHECKPOINTS_DIRECTORY,
                scratch.resolve("checkpoints").toUri().toString());
        return configuration;
    }

    /** Examples 0 to below so many, from one subtask. */
    static DataStream<Example> examples(StreamExecutionEnvironment environment, long count, Feed feed) {
        return timed(environment
                .fromSequence(0, count - 1)
                .setParallelism(1)
                .uid("numbers")
                .map(feed::apply)
                .returns(Example.TYPE)
                .setParallelism(1)
                .uid("examples"));
    }

    static DataStream<Example> timed(SingleOutputStreamOperator<Example> examples) {
        return examples.assignTimestampsAndWatermarks(WatermarkStrategy.<Example>forMonotonousTimestamps()
                        .withTimestampAssigner((example, before) -> example.time()))
                .setParallelism(1)
                .uid("time");
    }

    /** One model for each key. */
    static Pipeline keyed(ModelSpec spec) {
        return examples ->
                KeyedLearning.of(examples, spec, LearningSettings.DEFAULT, null).predictions();
    }

    /** The same shuffle by key, and an operator that predicts the same number for all and learns nothing. */
    static Pipeline withoutLearner() {
        return WithoutLearner::predictions;
    }

    /** Adds evaluation, as the jobs of the suite have it, whose figures and alarms are dropped. */
    static DataStream<Prediction> evaluated(DataStream<Prediction> predictions, ModelSpec.Task task) {
        Evaluations.Streams evaluated = Evaluations.of(predictions, task, Evaluations.Settings.DEFAULT);
        evaluated.figures().sinkTo(new DiscardingSink<>()).setParallelism(1).uid("figures-sink");
        evaluated.alarms().sinkTo(new DiscardingSink<>()).setParallelism(1).uid("alarms-sink");
        return predictions;
    }

    /** Runs to the end; predictions are dropped. */
    static double perSecond(
            StreamExecutionEnvironment environment, DataStream<Prediction> predictions, Meter meter, String name)
            throws Exception {
        predictions.sinkTo(meter.sink()).setParallelism(1).uid("sink");
        environment.execute(name);
        return meter.perSecond();
    }
}
