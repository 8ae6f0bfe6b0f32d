package io.millrace.learners.pmml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.millrace.learners.Classifier;
import io.millrace.learners.LearnerType;
import io.millrace.learners.Learners;
import io.millrace.learners.Regressor;
import io.millrace.learners.Schema;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.jpmml.evaluator.Evaluator;
import org.jpmml.evaluator.EvaluatorUtil;
import org.jpmml.evaluator.InputField;
import org.jpmml.evaluator.LoadingModelEvaluatorBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Documents predict, by an evaluator of others', what learners do: with values missing, far out, and never seen. */
class PmmlTest {
    private static final List<String> COLOURS = List.of("red", "green", "blue", "grey", "white");
    private static final List<String> CLASSES = List.of("no", "perhaps", "yes");
    private static final List<Pmml.Field> FIELDS = List.of(
            new Pmml.Field("length", false, List.of()),
            new Pmml.Field("colour", true, COLOURS),
            new Pmml.Field("weight of it", false, List.of()));
    private static final Schema SCHEMA = Schema.of(false, true, false);
    private static final int UNSEEN = 7;

    private static double[] record(SplittableRandom random, boolean strange) {
        double[] record = {
            random.nextDouble() * 4 - 2,
            random.nextInt(strange ? UNSEEN : COLOURS.size()),
            1000 + 300 * random.nextDouble()
        };
        for (int i = 0; i < record.length; i++) {
            if (random.nextInt(8) == 0) {
                record[i] = Double.NaN;
            } else if (strange && i != 1 && random.nextInt(10) == 0) {
                record[i] *= 1_000;
            }
        }
        return record;
    }

    private static double number(double[] record) {
        double length = Double.isNaN(record[0]) ? 0 : record[0];
        double weight = Double.isNaN(record[2]) ? 1150 : record[2];
        return 3 * length + (record[1] == 2 ? 5 : 0) + Math.abs(weight - 1100) / 50;
    }

    private static Map<String, Object> named(double[] record) {
        Map<String, Object> named = new HashMap<>();
        for (int i = 0; i < record.length; i++) {
            if (Double.isNaN(record[i])) {
                continue;
            }
            boolean nominal = FIELDS.get(i).nominal();
            int code = (int) record[i];
            named.put(
                    FIELDS.get(i).name(),
                    !nominal ? (Object) record[i] : code < COLOURS.size() ? COLOURS.get(code) : "colour " + code);
        }
        return named;
    }

    private static Evaluator evaluator(String document) throws Exception {
        Evaluator evaluator = new LoadingModelEvaluatorBuilder()
                .load(new ByteArrayInputStream(document.getBytes(StandardCharsets.UTF_8)))
                .build();
        return evaluator.verify();
    }

    private static Map<String, ?> evaluate(Evaluator evaluator, double[] record) {
        Map<String, Object> named = named(record);
        Map<String, Object> arguments = new HashMap<>();
        for (InputField field : evaluator.getInputFields()) {
            arguments.put(field.getName(), field.prepare(named.get(field.getName())));
        }
        return EvaluatorUtil.decodeAll(evaluator.evaluate(arguments));
    }

    static Stream<String> regressors() {
        return told(LearnerType.Role.REGRESSOR);
    }

    static Stream<String> classifiers() {
        return told(LearnerType.Role.CLASSIFIER).filter(name -> !name.contains("tree"));
    }

    private static Stream<String> told(LearnerType.Role role) {
        return Learners.all(role).stream()
                .filter(type -> Pmml.canTell(type.create(SCHEMA, 1)))
                .map(LearnerType::name);
    }

    @Test
    void linearModelsAndTreesCanBeTold() {
        assertThat(regressors())
                .containsExactlyInAnyOrder(
                        "sgd",
                        "recursive-least-squares",
                        "bayesian-linear",
                        "passive-aggressive",
                        "quantile",
                        "regression-tree");
        assertThat(told(LearnerType.Role.CLASSIFIER))
                .containsExactlyInAnyOrder(
                        "logistic-regression",
                        "linear-svm",
                        "passive-aggressive",
                        "hoeffding-tree",
                        "hoeffding-adaptive-tree",
                        "extremely-fast-tree");
    }

    @ParameterizedTest
    @MethodSource("regressors")
    void numbersAreTheSame(String name) throws Exception {
        regression(name, Map.of());
    }

    @ParameterizedTest
    @CsvSource({"mean", "linear"})
    void numbersOfTreesAreTheSameHoweverLeavesPredict(String leaves) throws Exception {
        regression("regression-tree", Map.of("leaf-prediction", leaves));
    }

    private static void regression(String name, Map<String, String> parameters) throws Exception {
        Regressor learner = Learners.regressor(name).create(SCHEMA, parameters, 1);
        SplittableRandom random = new SplittableRandom(5);
        for (int i = 0; i < 6_000; i++) {
            double[] record = record(random, false);
            learner.learn(record, number(record) + random.nextDouble());
        }
        Evaluator evaluator = evaluator(Pmml.write(learner, FIELDS, "price", List.of()));

        for (int i = 0; i < 2_000; i++) {
            double[] record = record(random, true);
            double expected = learner.predict(record);
            assertThat(((Number) evaluate(evaluator, record).get("price")).doubleValue())
                    .as("%s", named(record))
                    .isCloseTo(expected, within(1e-9 * Math.max(1, Math.abs(expected))));
        }
    }

    @ParameterizedTest
    @MethodSource("classifiers")
    void probabilitiesAreTheSame(String name) throws Exception {
        classification(name, Map.of());
    }

    @ParameterizedTest
    @CsvSource({
        "hoeffding-tree, leaf-prediction",
        "hoeffding-adaptive-tree, tree.leaf-prediction",
        "extremely-fast-tree, tree.leaf-prediction"
    })
    void probabilitiesOfTreesAreTheSame(String name, String parameter) throws Exception {
        classification(name, Map.of(parameter, "majority"));
    }

    private static void classification(String name, Map<String, String> parameters) throws Exception {
        Classifier learner = Learners.classifier(name).create(SCHEMA, parameters, 1);
        SplittableRandom random = new SplittableRandom(6);
        for (int i = 0; i < 6_000; i++) {
            double[] record = record(random, false);
            double number = number(record);
            learner.learn(record, number < 2 ? 0 : number < 5 ? 1 : 2);
        }
        Evaluator evaluator = evaluator(Pmml.write(learner, FIELDS, "bought", CLASSES));

        double[] expected = new double[3];
        for (int i = 0; i < 2_000; i++) {
            double[] record = record(random, true);
            learner.probabilities(record, expected);
            Map<String, ?> found = evaluate(evaluator, record);
            for (int c = 0; c < 3; c++) {
                assertThat(((Number) found.get("probability(" + CLASSES.get(c) + ")")).doubleValue())
                        .as("%s", named(record))
                        .isCloseTo(expected[c], within(1e-9));
            }
            assertThat(found.get("bought")).isEqualTo(CLASSES.get(learner.predict(record)));
        }
    }

    @Test
    void whatCannotBeToldIsRefusedWithWhy() {
        Classifier bayesian = Learners.classifier("hoeffding-tree").create(SCHEMA, 1);
        bayesian.learn(new double[] {1, 2, 3}, 1);
        assertThatThrownBy(() -> Pmml.write(bayesian, FIELDS, "bought", List.of("no", "yes")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("by majority, not by naive-bayes-adaptive");
        assertThatThrownBy(() -> Pmml.write(bayesian, FIELDS, "bought", List.of("no")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("two classes, and the model knows 1");
        assertThatThrownBy(() -> Pmml.write(Learners.regressor("knn").create(SCHEMA, 1), FIELDS, "price", List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("regressor/knn cannot be told in PMML");
    }
}
