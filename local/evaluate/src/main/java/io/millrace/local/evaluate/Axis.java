package io.millrace.local.evaluate;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A scale from values to places on the page, with marks at round values. */
record Axis(double least, double greatest, double from, double to) {
    double at(double value) {
        return from + (value - least) / (greatest - least) * (to - from);
    }

    /** Round values within the scale, some five of them. */
    List<Double> marks(int about) {
        double raw = (greatest - least) / about;
        double power = Math.pow(10, Math.floor(Math.log10(raw)));
        double unit = raw / power;
        double step = power * (unit <= 1 ? 1 : unit <= 2 ? 2 : unit <= 2.5 ? 2.5 : unit <= 5 ? 5 : 10);
        List<Double> marks = new ArrayList<>();
        for (double i = Math.ceil(least / step - 1e-9); i * step <= greatest + 1e-9 * step; i++) {
            marks.add(i * step + 0.0);
        }
        return marks;
    }

    static String count(double value) {
        if (value >= 1e6) {
            return trimmed(value / 1e6) + " M";
        }
        return value >= 10_000 ? trimmed(value / 1e3) + " k" : String.format(Locale.ROOT, "%,.0f", value);
    }

    static String percent(double value) {
        return trimmed(100 * value) + " %";
    }

    static String trimmed(double value) {
        double size = Math.abs(value);
        if (size >= 1e7 || size != 0 && size < 1e-4) {
            return String.format(Locale.ROOT, "%.2g", value);
        }
        return new java.math.BigDecimal(value)
                .setScale(size >= 100 ? 0 : size >= 1 ? 2 : 4, java.math.RoundingMode.HALF_UP)
                .stripTrailingZeros()
                .toPlainString();
    }
}
