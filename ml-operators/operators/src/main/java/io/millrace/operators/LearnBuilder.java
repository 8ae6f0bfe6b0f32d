package io.millrace.operators;

import io.millrace.common.aggregate.DoubleField;
import io.millrace.common.aggregate.TextField;
import io.millrace.common.record.RecordFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.functions.KeySelector;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.Nullable;

/**
 * What is learned from a stream of records, and how. Made by {@link Learn#perKey}; each call returns the builder itself.
 *
 * @param <T> records
 */
public final class LearnBuilder<T> {
    private final DataStream<T> records;
    private final KeySelector<T, String> key;
    private final List<ModelSpec.Feature> numbers = new ArrayList<>();
    private final List<ModelSpec.Feature> categories = new ArrayList<>();
    private final ArrayList<TextField<T>> nominals = new ArrayList<>();
    private FeatureFunction<T> features = record -> new double[0];
    private @Nullable DoubleField<T> target;
    private @Nullable TextField<T> label;
    private String learner = "auto";
    private Map<String, String> parameters = Map.of();
    private long seed = 1;
    private LearningSettings settings = LearningSettings.DEFAULT;
    private @Nullable DataStream<ExportRequest> requests;
    private @Nullable OutputTag<T> refused;

    LearnBuilder(DataStream<T> records, KeySelector<T, String> key) {
        this.records = records;
        this.key = key;
    }

    /** Features that are numbers, and their names. */
    public LearnBuilder<T> features(FeatureFunction<T> function, String... names) {
        features = function;
        numbers.clear();
        for (String name : names) {
            numbers.add(new ModelSpec.Feature(name, false));
        }
        return this;
    }

    /** Adds a feature that is one of some names; {@code null} where a record has none. */
    public LearnBuilder<T> nominal(String name, TextField<T> feature) {
        categories.add(new ModelSpec.Feature(name, true));
        nominals.add(feature);
        return this;
    }

    /** A number is predicted; a record whose number is NaN is only predicted. */
    public LearnBuilder<T> target(DoubleField<T> number) {
        target = number;
        label = null;
        return this;
    }

    /** One of some classes is predicted; a record whose class is {@code null} is only predicted. */
    public LearnBuilder<T> label(TextField<T> name) {
        label = name;
        target = null;
        return this;
    }

    /** By a learner with default parameters; {@code auto} unless set. */
    public LearnBuilder<T> with(String itsName) {
        return with(itsName, Map.of());
    }

    /** By a learner; parameters that are not named have their defaults. */
    public LearnBuilder<T> with(String itsName, Map<String, String> itsParameters) {
        learner = itsName;
        parameters = Map.copyOf(itsParameters);
        return this;
    }

    /** Seed of what the learner draws by lot; 1 unless set. */
    public LearnBuilder<T> seed(long itsSeed) {
        seed = itsSeed;
        return this;
    }

    /** How models are kept; {@link LearningSettings#DEFAULT} unless set. */
    public LearnBuilder<T> settings(LearningSettings itsSettings) {
        settings = itsSettings;
        return this;
    }

    /** Requests for exports, which go to {@link Learn#MODELS}. */
    public LearnBuilder<T> exportRequests(DataStream<ExportRequest> asked) {
        requests = asked;
        return this;
    }

    /** Where records of keys go that get no model because there are too many; where there is no tag they are counted. */
    public LearnBuilder<T> sideOutputRefused(OutputTag<T> tag) {
        refused = tag;
        return this;
    }

    /**
     * Results as records of a format, one for each record that is not refused.
     *
     * @throws IllegalArgumentException as the other
     */
    public <R> SingleOutputStreamOperator<R> predictThenLearn(
            PredictionFunction<T, R> function, RecordFormat<R> format) {
        return predictThenLearn(function, format.typeInformation());
    }

    /**
     * Results as a function makes them, one for each record that is not refused. Give the operator a {@code uid}.
     *
     * @throws IllegalArgumentException when there is no feature, neither a target nor a label, no such learner, or a parameter
     *     is unknown or wrong
     */
    public <R> SingleOutputStreamOperator<R> predictThenLearn(
            PredictionFunction<T, R> function, TypeInformation<R> type) {
        if (target == null && label == null) {
            throw new IllegalArgumentException("target or label: one of both is needed, to say what is predicted");
        }
        List<ModelSpec.Feature> all = new ArrayList<>(numbers);
        all.addAll(categories);
        ModelSpec spec = new ModelSpec(
                target == null ? ModelSpec.Task.CLASSIFICATION : ModelSpec.Task.REGRESSION,
                learner,
                parameters,
                all,
                seed);
        OutputTag<T> tag = refused == null ? new OutputTag<>("refused", records.getType()) : refused;
        LearningPlan<T, R> plan = new LearningPlan<>(
                spec,
                settings,
                new RecordExamples<>(key, features, numbers.size(), new ArrayList<>(nominals), target, label),
                function,
                tag);
        return KeyedLearning.learn(records.keyBy(key, Types.STRING), plan, type, requests)
                .name("learn " + learner);
    }
}
