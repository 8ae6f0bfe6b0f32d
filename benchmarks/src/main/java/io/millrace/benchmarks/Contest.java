package io.millrace.benchmarks;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** Measures several contenders by turns, so that whatever else the machine does meets all of them alike. */
final class Contest {
    /** Something that can be measured once. */
    interface Contender {
        double measure() throws Exception;
    }

    /** A sample for each contender. */
    record Results(Map<String, Sample> samples) {
        Sample of(String contender) {
            return Objects.requireNonNull(samples.get(contender), contender);
        }
    }

    private final Map<String, Contender> contenders = new LinkedHashMap<>();

    Contest add(String name, Contender contender) {
        contenders.put(name, contender);
        return this;
    }

    /** Runs every contender in turn; the first turns do not count. */
    Results run(int warmUps, int rounds) throws Exception {
        Map<String, double[]> values = new LinkedHashMap<>();
        contenders.keySet().forEach(name -> values.put(name, new double[rounds]));
        for (int round = -warmUps; round < rounds; round++) {
            for (Map.Entry<String, Contender> contender : contenders.entrySet()) {
                double value = contender.getValue().measure();
                if (round >= 0) {
                    Objects.requireNonNull(values.get(contender.getKey()))[round] = value;
                }
                System.err.printf(
                        "%s %-40s %,16.0f%n",
                        round < 0 ? "warm-up" : "round " + (round + 1), contender.getKey(), value);
            }
        }
        Map<String, Sample> samples = new LinkedHashMap<>();
        values.forEach((name, all) -> samples.put(name, new Sample(all)));
        return new Results(samples);
    }
}
