package io.millrace.learners.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.millrace.learners.Learners;
import io.millrace.learners.Schema;
import io.millrace.learners.Transformer;
import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TransformerTest {
    private static final double NONE = Double.NaN;

    private static Transformer make(String name, Schema schema, Map<String, String> values) {
        return Learners.transformer(name).create(schema, values, 1);
    }

    private static double[] transformed(Transformer transformer, double... x) {
        double[] into = new double[transformer.output().size()];
        transformer.transform(x, into);
        return into;
    }

    private static void learn(Transformer transformer, double[]... rows) {
        for (double[] row : rows) {
            transformer.learn(row, 1);
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {1, 0.97})
    void standardScalerIsTwoPassesOverWeightedValues(double decay) {
        SplittableRandom random = new SplittableRandom(1);
        Transformer scaler = make("standard-scaler", Schema.numeric(1), Map.of("decay", String.valueOf(decay)));
        double[] values = random.doubles(300, 1e4, 1e4 + 5).toArray();
        for (int i = 0; i < values.length; i++) {
            scaler.learn(new double[] {values[i]}, 1 + i % 3);
        }
        double[] weights = new double[values.length];
        double total = 0;
        double mean = 0;
        double variance = 0;
        for (int i = 0; i < values.length; i++) {
            weights[i] = (1 + i % 3) * Math.pow(decay, values.length - 1 - i);
            total += weights[i];
        }
        for (int i = 0; i < values.length; i++) {
            mean += weights[i] * values[i] / total;
        }
        for (int i = 0; i < values.length; i++) {
            variance += weights[i] * Math.pow(values[i] - mean, 2) / total;
        }
        assertThat(transformed(scaler, 10_007)[0]).isCloseTo((10_007 - mean) / Math.sqrt(variance), within(1e-8));
        assertThat(transformed(scaler, NONE)).containsExactly(NONE);
    }

    @Test
    void standardScalerOfWhatHasNotVaried() {
        Transformer scaler = make("standard-scaler", Schema.of(false, true), Map.of());
        assertThat(transformed(scaler, 5, 3)).containsExactly(0, 3);
        learn(scaler, new double[] {7, 3}, new double[] {7, 9});
        assertThat(transformed(scaler, 5, 3)).containsExactly(0, 3);
    }

    @Test
    void minMaxScalerByHand() {
        Transformer scaler = make("min-max-scaler", Schema.numeric(1), Map.of());
        learn(scaler, new double[] {2}, new double[] {10}, new double[] {4}, new double[] {NONE});
        assertThat(transformed(scaler, 4)).containsExactly(0.25);
        assertThat(transformed(scaler, 0)).containsExactly(-0.25);
        assertThat(transformed(scaler, 10)).containsExactly(1);
        Transformer forgetting = make("min-max-scaler", Schema.numeric(1), Map.of("decay", "0.75"));
        learn(forgetting, new double[] {0}, new double[] {8}, new double[] {4});
        // 8 left 0 at 8 - 0.75 * 8 = 2; 4 moved 2 to 2.5 and 8 to 7.
        assertThat(transformed(forgetting, 2.5)[0]).isCloseTo(0, within(1e-12));
        assertThat(transformed(forgetting, 7)[0]).isCloseTo(1, within(1e-12));
    }

    @Test
    void robustScalerOfTheFirstValuesIsExact() {
        Transformer scaler = make("robust-scaler", Schema.numeric(1), Map.of());
        for (int i = 1; i <= 9; i++) {
            learn(scaler, new double[] {i * 10});
        }
        // Quartiles of 10, 20 … 90: 30, 50, 70.
        assertThat(transformed(scaler, 90)).containsExactly(1);
        for (int i = 10; i <= 16; i++) {
            learn(scaler, new double[] {i * 10});
        }
        // Of 10 … 160: 47.5, 85, 122.5.
        assertThat(transformed(scaler, 160)).containsExactly(1);
    }

    @Test
    void robustScalerFollowsQuartilesAndNotOutliers() {
        SplittableRandom random = new SplittableRandom(1);
        Transformer scaler = make("robust-scaler", Schema.numeric(3), Map.of());
        for (int i = 0; i < 20_000; i++) {
            double exponential = -Math.log(1 - random.nextDouble());
            double outlier = random.nextInt(50) == 0 ? 1e100 : random.nextDouble();
            learn(scaler, new double[] {50 + 4 * random.nextDouble(), exponential, outlier});
        }
        // Uniform on 50 to 54: median 52, range 2. Exponential: median ln 2, range ln 3.
        double[] told = transformed(scaler, 54, 3, 1);
        assertThat(told[0]).isCloseTo(1, within(0.05));
        assertThat(told[1]).isCloseTo((3 - Math.log(2)) / Math.log(3), within(0.1));
        assertThat(told[2]).isCloseTo(1, within(0.15));
    }

    @Test
    void robustScalerWithADecayFollowsAMove() {
        SplittableRandom random = new SplittableRandom(2);
        Transformer scaler = make("robust-scaler", Schema.numeric(1), Map.of("decay", "0.99"));
        for (int i = 0; i < 8_000; i++) {
            learn(scaler, new double[] {(i < 4_000 ? 0 : 100) + random.nextDouble()});
        }
        assertThat(transformed(scaler, 100.5)[0]).isCloseTo(0, within(0.2));
        assertThat(transformed(scaler, 101)[0]).isCloseTo(1, within(0.3));
    }

    @Test
    void oneHotByHand() {
        Transformer hot = make("one-hot", Schema.of(false, true), Map.of("categories", "3"));
        assertThat(hot.output()).isEqualTo(Schema.numeric(4));
        assertThat(transformed(hot, 7, 1)).containsExactly(7, 0, 1, 0);
        assertThat(transformed(hot, 7, 2)).containsExactly(7, 0, 0, 1);
        assertThat(transformed(hot, 7, 99)).containsExactly(7, 0, 0, 1);
        assertThat(transformed(hot, 7)).containsExactly(7, NONE, NONE, NONE);
        assertThatThrownBy(() -> {
                    boolean[] nominal = new boolean[20];
                    Arrays.fill(nominal, true);
                    make("one-hot", Schema.of(nominal), Map.of("categories", "4096"));
                })
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("one-hot makes at most 65536 features, not 81920");
    }

    /** Vectors published with the algorithm's many implementations. */
    @Test
    void murmurVectors() {
        assertThat(Murmur3.hash(bytes(""), 0)).isZero();
        assertThat(Murmur3.hash(bytes(""), 1)).isEqualTo(0x514E28B7);
        assertThat(Murmur3.hash(bytes(""), 0xFFFFFFFF)).isEqualTo(0x81F16F39);
        assertThat(Murmur3.hash(new byte[] {0, 0, 0, 0}, 0)).isEqualTo(0x2362F9DE);
        assertThat(Murmur3.hash(new byte[] {0x21, 0x43, 0x65, (byte) 0x87}, 0)).isEqualTo(0xF55B516B);
        assertThat(Murmur3.hash(new byte[] {0x21, 0x43, 0x65, (byte) 0x87}, 0x5082EDEE))
                .isEqualTo(0x2362F9DE);
        assertThat(Murmur3.hash(new byte[] {0x21, 0x43, 0x65}, 0)).isEqualTo(0x7E4A8634);
        assertThat(Murmur3.hash(new byte[] {0x21, 0x43}, 0)).isEqualTo(0xA0F7B07A);
        assertThat(Murmur3.hash(new byte[] {0x21}, 0)).isEqualTo(0x72661CF4);
        assertThat(Murmur3.hash(new byte[] {(byte) 0xFF, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF}, 0))
                .isEqualTo(0x76293B50);
        assertThat(Murmur3.hash(bytes("Hello, world!"), 0x9747B28C)).isEqualTo(0x24884CBA);
        assertThat(Murmur3.hash(bytes("The quick brown fox jumps over the lazy dog"), 0x9747B28C))
                .isEqualTo(0x2FA826CD);
        assertThat(Murmur3.hash(0x04030201, 0x08070605, 42))
                .isEqualTo(Murmur3.hash(new byte[] {1, 2, 3, 4, 5, 6, 7, 8}, 42));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    }

    @Test
    void hashedFeaturesAreSignedSumsOfTheirOwn() {
        Transformer hashing = make("feature-hashing", Schema.of(false, true, false), Map.of("size", "1024"));
        double[] told = transformed(hashing, 3, 7, NONE);
        double[] expected = new double[1024];
        int number = Murmur3.hash(new byte[] {0, 0, 0, 0, -1, -1, -1, -1}, 1);
        int category = Murmur3.hash(new byte[] {1, 0, 0, 0, 7, 0, 0, 0}, 1);
        // The upper 10 of the lower 31 bits are the place in 1,024; the highest bit is the sign.
        expected[(number & 0x7FFFFFFF) >>> 21] += number < 0 ? -3 : 3;
        expected[(category & 0x7FFFFFFF) >>> 21] += category < 0 ? -1 : 1;
        assertThat(told).containsExactly(expected);
    }

    @Test
    void hashingKeepsInnerProductsOnAverage() {
        int width = 2_000;
        SplittableRandom random = new SplittableRandom(3);
        double[] a = random.doubles(width, -1, 1).toArray();
        double exact = Arrays.stream(a).map(x -> x * x).sum();
        double sum = 0;
        for (int seed = 0; seed < 50; seed++) {
            Transformer hashing = FeatureHashing.TYPE.create(Schema.numeric(width), Map.of("size", "256"), seed);
            sum += Arrays.stream(transformed(hashing, a)).map(x -> x * x).sum() / 50;
        }
        // One sum has a deviation of exact * sqrt(2 / 256) = 9 %, the mean of 50 of 1.3 %.
        assertThat(sum).isCloseTo(exact, within(0.06 * exact));
    }

    @Test
    void imputationByHand() {
        Schema schema = Schema.of(false, true);
        double[][] rows = {{2, 4}, {6, 3}, {NONE, 4}, {6, NONE}, {6, 1}};
        double[] missing = {NONE, NONE};
        Transformer mean = make("imputation", schema, Map.of());
        assertThat(transformed(mean, missing)).containsExactly(NONE, NONE);
        learn(mean, rows);
        assertThat(transformed(mean, missing)).containsExactly(5, 4);
        assertThat(transformed(mean, 1, 2)).containsExactly(1, 2);
        Transformer last = make("imputation", schema, Map.of("strategy", "last"));
        learn(last, rows);
        assertThat(transformed(last, missing)).containsExactly(6, 1);
        Transformer constant = make("imputation", schema, Map.of("strategy", "constant", "value", "-1"));
        assertThat(transformed(constant, missing)).containsExactly(-1, -1);
        Transformer frequent = make("imputation", schema, Map.of("strategy", "most-frequent"));
        learn(frequent, rows);
        assertThat(transformed(frequent, missing)).containsExactly(6, 4);
    }

    @Test
    void theMostFrequentOfManyValues() {
        Transformer frequent = make("imputation", Schema.numeric(1), Map.of("strategy", "most-frequent"));
        SplittableRandom random = new SplittableRandom(4);
        for (int i = 0; i < 10_000; i++) {
            learn(frequent, new double[] {random.nextInt(6) == 0 ? 77.5 : random.nextDouble()});
        }
        assertThat(transformed(frequent, NONE)).containsExactly(77.5);
    }

    @Test
    void clippingByHand() {
        Transformer fixed =
                make("clipping", Schema.of(false, true), Map.of("deviations", "0", "least", "-2", "greatest", "3"));
        assertThat(transformed(fixed, 5, 9)).containsExactly(3, 9);
        assertThat(transformed(fixed, -5, 9)).containsExactly(-2, 9);
        assertThat(transformed(fixed, NONE, 9)).containsExactly(NONE, 9);
        Transformer clipping = make("clipping", Schema.numeric(1), Map.of("deviations", "3"));
        for (int i = 0; i < 40; i++) {
            learn(clipping, new double[] {i % 2 == 0 ? 8 : 12});
        }
        // Mean 10, deviation 2.
        assertThat(transformed(clipping, 1e9)[0]).isCloseTo(16, within(1e-9));
        assertThat(transformed(clipping, -1e9)[0]).isCloseTo(4, within(1e-9));
        assertThat(transformed(clipping, 13)).containsExactly(13);
        learn(clipping, new double[] {1e9});
        // It was learned as 16: mean 10 + 6 / 41, squares 160 + 36 * 40 / 41.
        double mean = 10 + 6.0 / 41;
        double deviation = Math.sqrt((160 + 36 * 40.0 / 41) / 41);
        assertThat(transformed(clipping, 1e9)[0]).isCloseTo(mean + 3 * deviation, within(1e-9));
    }

    @Test
    void polynomialByHand() {
        Transformer pairs = make("polynomial", Schema.of(false, true, false, false), Map.of());
        assertThat(transformed(pairs, 2, 9, 3, 5)).containsExactly(2, 9, 3, 5, 4, 9, 25, 6, 10, 15);
        assertThat(pairs.output().nominals()).containsExactly(1);
        assertThat(transformed(pairs, 2, 9, NONE, 5)).containsExactly(2, 9, NONE, 5, 4, NONE, 25, NONE, 10, NONE);
        Transformer few = make("polynomial", Schema.numeric(3), Map.of("squares", "false", "max-pairs", "2"));
        assertThat(transformed(few, 2, 3, 5)).containsExactly(2, 3, 5, 6, 10);
        assertThat(transformed(pairs, 1e80, 0, 1e80, -1)[7]).isEqualTo(1e100);
    }

    @Test
    void lagByHand() {
        Transformer lag = make("lag", Schema.of(false, true), Map.of("lags", "2"));
        assertThat(lag.output()).isEqualTo(Schema.of(false, true, false, true, false, true));
        assertThat(transformed(lag, 1, 2)).containsExactly(1, 2, NONE, NONE, NONE, NONE);
        learn(lag, new double[] {1, 2}, new double[] {3, 4});
        assertThat(transformed(lag, 5, 6)).containsExactly(5, 6, 3, 4, 1, 2);
        lag.learn(new double[] {9, 9}, 0);
        learn(lag, new double[] {5, 6});
        assertThat(transformed(lag, 7, 8)).containsExactly(7, 8, 5, 6, 3, 4);
    }

    @Test
    void rollingIsTwoPassesOverTheWindow() {
        Transformer rolling = make("rolling", Schema.of(true, false), Map.of("window", "7"));
        SplittableRandom random = new SplittableRandom(5);
        double[] all = new double[200];
        assertThat(transformed(rolling, 1, 2)).containsExactly(1, 2, NONE, NONE, NONE, NONE);
        for (int i = 0; i < all.length; i++) {
            all[i] = random.nextInt(5) == 0 ? NONE : 1e3 + random.nextDouble();
            learn(rolling, new double[] {3, all[i]});
            double[] window = Arrays.stream(all, Math.max(0, i - 6), i + 1)
                    .filter(x -> !Double.isNaN(x))
                    .toArray();
            double mean = Arrays.stream(window).average().orElse(NONE);
            double variance = Arrays.stream(window)
                    .map(x -> (x - mean) * (x - mean))
                    .average()
                    .orElse(NONE);
            double[] told = transformed(rolling, 1, 2);
            if (window.length == 0) {
                assertThat(told).containsExactly(1, 2, NONE, NONE, NONE, NONE);
                continue;
            }
            assertThat(told[2]).isCloseTo(mean, within(1e-9));
            assertThat(told[3]).isCloseTo(Math.sqrt(variance), within(1e-6));
            assertThat(told[4]).isEqualTo(Arrays.stream(window).min().orElseThrow());
            assertThat(told[5]).isEqualTo(Arrays.stream(window).max().orElseThrow());
        }
    }

    @Test
    void roomOfAnotherLengthIsRefused() {
        Transformer scaler = make("standard-scaler", Schema.numeric(2), Map.of());
        assertThatThrownBy(() -> scaler.transform(new double[2], new double[3]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("room for features is 2 long, not 3");
    }
}
