package io.millrace.learners.tile;

import io.millrace.learners.SplitMix64;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The additive model by its equations, with maps of names and doubles: for few features, no extras and no bound. */
final class NaiveTile {
    private final boolean[] nominal;
    private final int columns;
    private final double rate;
    private final double damping;
    private final Map<String, double[]> weights = new HashMap<>();
    private final Map<String, double[]> squares = new HashMap<>();
    private final List<List<Double>> seen = new ArrayList<>();
    private final List<Set<Double>> distinct = new ArrayList<>();

    NaiveTile(boolean[] nominal, int columns, double rate, double damping) {
        this.nominal = nominal;
        this.columns = columns;
        this.rate = rate;
        this.damping = damping;
        for (int j = 0; j < nominal.length; j++) {
            seen.add(new ArrayList<>());
            distinct.add(new HashSet<>());
        }
    }

    double[] scores(double[] x) {
        double[] scores = new double[columns];
        inputs(x).forEach((name, input) -> {
            double[] weight = weights.getOrDefault(name, new double[columns]);
            for (int c = 0; c < columns; c++) {
                scores[c] += input * weight[c];
            }
        });
        return scores;
    }

    void learn(double[] x, double[] gradient) {
        Map<String, Double> inputs = inputs(x);
        long cells = inputs.keySet().stream()
                .filter(name -> !name.startsWith("linear"))
                .count();
        inputs.forEach((name, input) -> {
            boolean linear = name.startsWith("linear");
            double[] weight = weights.computeIfAbsent(name, key -> new double[columns]);
            double[] square = squares.computeIfAbsent(name, key -> new double[columns]);
            for (int c = 0; c < columns; c++) {
                double g = gradient[c] * input;
                square[c] += g * g;
                double step = linear ? 0.1 : rate / Math.sqrt(cells);
                weight[c] -= step * g / Math.sqrt(square[c] + (linear ? 0.01 : damping));
            }
        });
        for (int j = 0; j < x.length; j++) {
            if (!Double.isNaN(x[j])) {
                seen.get(j).add(x[j]);
                distinct.get(j).add(x[j]);
            }
        }
    }

    private Map<String, Double> inputs(double[] x) {
        Map<String, Double> inputs = new HashMap<>();
        inputs.put("bias", 1.0);
        int pairs = x.length * (x.length - 1) / 2;
        int tilings = Math.min(16, Math.max(2, 32 / pairs));
        for (int j = 0; j < x.length; j++) {
            if (Double.isNaN(x[j])) {
                continue;
            }
            if (!nominal[j]) {
                inputs.put("linear " + j, z(j, x[j]));
            }
            if (discrete(j)) {
                inputs.put("value " + j + " " + x[j], 1.0);
            } else {
                inputs.put("bin " + j + " " + (int) Math.floor(24 * unit(j, x[j])), 1.0);
                inputs.put("shifted " + j + " " + (int) Math.floor(8 * unit(j, x[j]) + 0.5), 1.0);
            }
            for (int k = j + 1; k < x.length; k++) {
                if (!Double.isNaN(x[k])) {
                    boolean both = discrete(j) && discrete(k);
                    if (both) {
                        inputs.put("equal " + j + " " + k + " " + (x[j] == x[k]), 1.0);
                    }
                    for (int t = 0; t < (both ? 1 : tilings); t++) {
                        String cell = place(j, x[j], t, tilings) + " " + place(k, x[k], t, tilings);
                        inputs.put("pair " + j + " " + k + " " + t + " " + cell, 1.0);
                    }
                }
            }
        }
        return inputs;
    }

    private String place(int j, double value, int tiling, int tilings) {
        if (discrete(j)) {
            return "=" + value;
        }
        int side = tilings >= 4 ? new int[] {5, 10, 20}[tiling % 3] : new int[] {5, 10}[tiling % 2];
        double offset = (SplitMix64.mix(31L * j + tiling + 1) >>> 11) * 0x1p-53;
        return "#" + (int) Math.floor(side * unit(j, value) + offset);
    }

    private boolean discrete(int j) {
        int different = distinct.get(j).size();
        return nominal[j] || different <= 28 && 4 * different <= seen.get(j).size() + 8;
    }

    private double z(int j, double value) {
        List<Double> values = seen.get(j);
        double mean = values.stream().mapToDouble(v -> v).average().orElse(0);
        double variance = values.stream()
                .mapToDouble(v -> (v - mean) * (v - mean))
                .average()
                .orElse(0);
        return variance == 0 ? 0 : Math.max(-4, Math.min(4, (value - mean) / Math.sqrt(variance)));
    }

    private double unit(int j, double value) {
        return 1 / (1 + Math.exp(-1.702 * z(j, value)));
    }
}
