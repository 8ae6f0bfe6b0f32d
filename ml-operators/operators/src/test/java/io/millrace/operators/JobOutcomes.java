package io.millrace.operators;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.types.Either;

/** Predictions and models of one or several learners of a job, in one stream to be collected. */
record JobOutcomes(List<Tuple2<String, Either<Prediction, ModelRecord>>> all) {
    private static final TypeInformation<Tuple2<String, Either<Prediction, ModelRecord>>> TYPE =
            Types.TUPLE(Types.STRING, Types.EITHER(Prediction.TYPE, ModelRecord.FORMAT.typeInformation()));

    /** Global models, one for each specification, exported at the end; by the names of the learners. */
    static DataStream<Tuple2<String, Either<Prediction, ModelRecord>>> ofGlobal(
            DataStream<Example> records, List<ModelSpec> specs, int averageEvery) {
        LearningSettings settings = GlobalLearningRecoveryTest.settings(Duration.ZERO, true, null);
        return specs.stream()
                .map(spec -> of(
                        GlobalLearning.of(records, spec, settings, averageEvery, null, spec.learner()), spec.learner()))
                .reduce((one, other) -> one.union(other))
                .orElseThrow();
    }

    /**
     * In the order in which each subtask gives them.
     *
     * @param name of the learner in this job
     */
    static DataStream<Tuple2<String, Either<Prediction, ModelRecord>>> of(Learned learned, String name) {
        return learned.predictions()
                .map(made -> Tuple2.of(name, Either.<Prediction, ModelRecord>Left(made)))
                .returns(TYPE)
                .uid("predictions of " + name)
                .setParallelism(learned.predictions().getParallelism())
                .union(learned.models()
                        .map(made -> Tuple2.of(name, Either.<Prediction, ModelRecord>Right(made)))
                        .returns(TYPE)
                        .uid("models of " + name)
                        .setParallelism(learned.models().getParallelism()));
    }

    List<Prediction> predictions(String name) {
        List<Prediction> found = new ArrayList<>();
        all.stream()
                .filter(outcome -> outcome.f0.equals(name) && outcome.f1.isLeft())
                .forEach(outcome -> found.add(outcome.f1.left()));
        return found;
    }

    List<ModelRecord> models(String name) {
        List<ModelRecord> found = new ArrayList<>();
        all.stream()
                .filter(outcome -> outcome.f0.equals(name) && outcome.f1.isRight())
                .forEach(outcome -> found.add(outcome.f1.right()));
        return found;
    }
}
