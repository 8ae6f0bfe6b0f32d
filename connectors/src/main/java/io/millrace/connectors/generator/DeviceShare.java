package io.millrace.connectors.generator;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** Which devices a split has, how often each sends, and how many of all records are the split's. */
final class DeviceShare {
    private final int[] devices;
    private final double[] weights;
    private final double shareOfAll;
    private final long records;

    private DeviceShare(int[] devices, double[] weights, double shareOfAll, long records) {
        this.devices = devices;
        this.weights = weights;
        this.shareOfAll = shareOfAll;
        this.records = records;
    }

    /** The share of one of so many splits; the same for the same arguments. */
    static DeviceShare of(FlowSpec spec, int split, int splits) {
        double[] weights = new double[spec.devices()];
        for (int device = 0; device < weights.length; device++) {
            double u = FlowRandom.toDouble(FlowRandom.of(spec.seed(), -1, device));
            weights[device] = 0.25 + 1.75 * u * u;
        }
        List<List<Integer>> bySplit = balanced(weights, splits);
        double[] loads = bySplit.stream()
                .mapToDouble(all -> all.stream().mapToDouble(d -> weights[d]).sum())
                .toArray();
        double total = Arrays.stream(loads).sum();
        int[] own =
                bySplit.get(split).stream().mapToInt(Integer::intValue).sorted().toArray();
        double[] ownWeights = Arrays.stream(own).mapToDouble(d -> weights[d]).toArray();
        return new DeviceShare(own, ownWeights, loads[split] / total, records(spec, loads, total, split));
    }

    /** Heaviest first, each to the split that has least. */
    private static List<List<Integer>> balanced(double[] weights, int splits) {
        List<Integer> heaviestFirst = new ArrayList<>();
        for (int device = 0; device < weights.length; device++) {
            heaviestFirst.add(device);
        }
        heaviestFirst.sort(Comparator.comparingDouble((Integer d) -> -weights[d]));
        List<List<Integer>> bySplit = new ArrayList<>();
        for (int i = 0; i < splits; i++) {
            bySplit.add(new ArrayList<>());
        }
        double[] load = new double[splits];
        for (int device : heaviestFirst) {
            int lightest = 0;
            for (int i = 1; i < splits; i++) {
                if (load[i] < load[lightest]) {
                    lightest = i;
                }
            }
            load[lightest] += weights[device];
            bySplit.get(lightest).add(device);
        }
        return bySplit;
    }

    /** Cut at the rounded cumulative shares, so that the splits' parts add up to all records. */
    private static long records(FlowSpec spec, double[] loads, double total, int split) {
        if (spec.records() == FlowSpec.ENDLESS) {
            return FlowSpec.ENDLESS;
        }
        double before = 0;
        for (int i = 0; i < split; i++) {
            before += loads[i];
        }
        long from = Math.round(spec.records() * (before / total));
        long to = split == loads.length - 1
                ? spec.records()
                : Math.round(spec.records() * ((before + loads[split]) / total));
        return to - from;
    }

    int size() {
        return devices.length;
    }

    int device(int slot) {
        return devices[slot];
    }

    /** Relative to the other devices'. */
    double weight(int slot) {
        return weights[slot];
    }

    double totalWeight() {
        return Arrays.stream(weights).sum();
    }

    /** From 0 to 1. */
    double shareOfAll() {
        return shareOfAll;
    }

    long records() {
        return records;
    }
}
