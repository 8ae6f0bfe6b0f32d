package io.millrace.benchmarks;

import io.millrace.learners.SplitMix64;
import io.millrace.operators.Example;
import io.millrace.operators.ModelSpec;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Examples of a linear relation that differs by key, each made from its number alone: features uniform from 0 to 1, keys
 * uniform.
 */
final class LinearFeed implements Serializable {
    private static final long serialVersionUID = 1L;

    private final String[] keys;
    private final int features;

    LinearFeed(int keys, int features) {
        this.features = features;
        this.keys = new String[keys];
        for (int i = 0; i < keys; i++) {
            this.keys[i] = "sensor-" + i;
        }
    }

    int keys() {
        return keys.length;
    }

    ModelSpec spec(String learner) {
        List<ModelSpec.Feature> all = new ArrayList<>();
        for (int i = 0; i < features; i++) {
            all.add(new ModelSpec.Feature("x" + i, false));
        }
        return new ModelSpec(ModelSpec.Task.REGRESSION, learner, Map.of(), all, 1);
    }

    /** The example with this number, for a key drawn by it. */
    Example example(long number, long time) {
        return example(Block.key(number, keys.length), number, time);
    }

    /** The example with this number, for the key of this number. */
    Example example(int key, long number, long time) {
        double[] numbers = new double[features];
        double target = key;
        for (int i = 0; i < features; i++) {
            numbers[i] = (SplitMix64.mix(number * features + i) >>> 11) * 0x1p-53;
            target += (i - key % 7) * numbers[i];
        }
        return new Example(null, keys[key], time, numbers, Example.NO_NAMES, null, target, Example.Action.BOTH);
    }
}
