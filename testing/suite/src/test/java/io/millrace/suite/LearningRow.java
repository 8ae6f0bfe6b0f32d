package io.millrace.suite;

import io.millrace.learners.SplitMix64;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * A record for a learning job on the cluster, made of its number alone: features, a number and a class that depend on them, and
 * on the number by and by.
 */
record LearningRow(long number) {
    static final int FEATURES = 5;
    static final int KEYS = 200;

    String id() {
        return "r" + number;
    }

    String key() {
        return "k" + Math.floorMod(SplitMix64.mix(number), KEYS);
    }

    double[] features() {
        double[] features = new double[FEATURES];
        for (int i = 0; i < FEATURES; i++) {
            features[i] = (SplitMix64.mix(31 * number + i + 1) >>> 11) * 0x1p-53;
        }
        return features;
    }

    double target() {
        double[] x = features();
        return 3 * x[0] - 2 * x[1] + x[2] * number / 10_000 + key().length();
    }

    String label() {
        double[] x = features();
        double shift = number / 20_000.0;
        return x[0] + x[1] > 1 + shift ? "high" : x[2] > 0.5 ? "low" : "flat";
    }

    byte[] json() {
        double[] x = features();
        StringBuilder json =
                new StringBuilder(String.format(Locale.ROOT, "{\"id\":\"%s\",\"key\":\"%s\"", id(), key()));
        for (int i = 0; i < FEATURES; i++) {
            json.append(",\"x").append(i).append("\":").append(x[i]);
        }
        json.append(",\"target\":").append(target());
        json.append(",\"label\":\"").append(label()).append("\"}");
        return json.toString().getBytes(StandardCharsets.UTF_8);
    }
}
