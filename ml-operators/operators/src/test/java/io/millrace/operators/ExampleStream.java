package io.millrace.operators;

import io.millrace.learners.LearnerType;
import io.millrace.learners.Parameters;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Examples of some keys with five features, one of them nominal, and specifications for them. */
final class ExampleStream {
    static final List<ModelSpec.Feature> FEATURES = List.of(
            new ModelSpec.Feature("a", false),
            new ModelSpec.Feature("b", false),
            new ModelSpec.Feature("colour", true),
            new ModelSpec.Feature("c", false),
            new ModelSpec.Feature("d", false));

    private static final String[] COLOURS = {"red", "green", "blue", "grey"};
    private static final String[] SIZES = {"64 kb", "256 kb", "1 mb", "4 mb"};

    private ExampleStream() {}

    /** With the least memory the learner can be given, where it takes a size. */
    static ModelSpec spec(LearnerType<?> type) {
        ModelSpec.Task task =
                type.role() == LearnerType.Role.CLASSIFIER ? ModelSpec.Task.CLASSIFICATION : ModelSpec.Task.REGRESSION;
        for (Parameters.Spec parameter : type.parameters()) {
            if (parameter.type().equals("size")) {
                for (String size : SIZES) {
                    try {
                        return new ModelSpec(task, type.name(), Map.of(parameter.name(), size), FEATURES, 7);
                    } catch (IllegalArgumentException tooSmall) {
                        // The next is larger.
                    }
                }
            }
        }
        return new ModelSpec(task, type.name(), Map.of(), FEATURES, 7);
    }

    static ModelSpec spec(ModelSpec.Task task, String learner) {
        return new ModelSpec(task, learner, Map.of(), FEATURES, 7);
    }

    /** Most to be predicted and learned, some to be either; some without a label. Ids and times are their numbers. */
    static List<Example> examples(ModelSpec.Task task, int count, int keys, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Example> examples = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            examples.add(example(task, i, "key-" + random.nextInt(keys), random));
        }
        return examples;
    }

    private static Example example(ModelSpec.Task task, int number, String key, SplittableRandom random) {
        double a = random.nextInt(20) == 0 ? Double.NaN : random.nextDouble() * 10;
        double b = random.nextDouble() * 10;
        int colour = random.nextInt(COLOURS.length);
        boolean noColour = random.nextInt(15) == 0;
        double sum = (Double.isNaN(a) ? 5 : a) + b + (colour == 2 ? 4 : 0);
        boolean labelled = random.nextInt(12) > 0;
        String label = sum < 9 ? "low" : sum < 13 ? "middle" : "high";
        int action = random.nextInt(10);
        boolean classification = task == ModelSpec.Task.CLASSIFICATION;
        return new Example(
                "id-" + number,
                key,
                number,
                new double[] {a, b, Double.NaN, random.nextDouble(), 7},
                new @Nullable String[] {noColour ? null : COLOURS[colour]},
                labelled && classification ? label : null,
                labelled && !classification ? 3 * sum + random.nextDouble() : Double.NaN,
                action == 0 ? Example.Action.PREDICT : action == 1 ? Example.Action.LEARN : Example.Action.BOTH);
    }
}
