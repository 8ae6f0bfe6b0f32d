package io.millrace.common.aggregate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;

/** Results that are the same, but for rounding. */
final class Same {
    private Same() {}

    static void assertSame(Object found, Object expected, double tolerance) {
        if (expected instanceof Double || tolerance > 0 && expected instanceof Long) {
            number(((Number) found).doubleValue(), ((Number) expected).doubleValue(), tolerance);
        } else if (expected instanceof double[] numbers) {
            assertSame(
                    Arrays.stream((double[]) found).boxed().toList(),
                    Arrays.stream(numbers).boxed().toList(),
                    tolerance);
        } else if (expected instanceof List<?> list) {
            List<?> others = (List<?>) found;
            assertThat(others).hasSameSizeAs(list);
            for (int i = 0; i < list.size(); i++) {
                assertSame(others.get(i), list.get(i), tolerance);
            }
        } else if (expected instanceof Trend trend) {
            number(((Trend) found).slope(), trend.slope(), tolerance);
            number(((Trend) found).intercept(), trend.intercept(), tolerance * 100);
        } else {
            assertThat(found).isEqualTo(expected);
        }
    }

    private static void number(double found, double expected, double tolerance) {
        if (tolerance == 0 || Double.isNaN(expected) || Double.isInfinite(expected)) {
            assertThat((Object) found).isEqualTo(expected);
        } else {
            assertThat(found).isCloseTo(expected, within(tolerance * Math.max(1, Math.abs(expected))));
        }
    }
}
