package io.millrace.operators;

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

    /** @param name of the learner in this job */
    static DataStream<Tuple2<String, Either<Prediction, ModelRecord>>> of(Learned learned, String name) {
        return learned.predictions()
                .map(made -> Tuple2.of(name, Either.<Prediction, ModelRecord>Left(made)))
                .returns(TYPE)
                .uid("predictions of " + name)
                .union(learned.models()
                        .map(made -> Tuple2.of(name, Either.<Prediction, ModelRecord>Right(made)))
                        .returns(TYPE)
                        .uid("models of " + name));
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
