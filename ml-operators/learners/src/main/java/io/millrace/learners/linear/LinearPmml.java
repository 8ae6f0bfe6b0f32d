package io.millrace.learners.linear;

import io.millrace.learners.pmml.PmmlWriter;
import java.util.function.IntToDoubleFunction;

/**
 * Linear models in PMML: regression models over standardised fields, in which a missing value has no term, as here; the mean
 * and deviation of the target are part of the coefficients.
 */
final class LinearPmml {
    private LinearPmml() {}

    /** Writes a model of a number. */
    static void regression(PmmlWriter out, Design design, double[] weights, Target target) {
        out.open("RegressionModel", "functionName", "regression").miningSchema();
        out.open("Targets")
                .element(
                        "Target",
                        "field",
                        out.target(),
                        "min",
                        Double.toString(target.least()),
                        "max",
                        Double.toString(target.most()))
                .close();
        fields(out, design);
        double deviation = target.deviation();
        out.open("RegressionTable", "intercept", intercept(design, target.mean(), slot -> weights[slot] * deviation));
        coefficients(out, design, slot -> weights[slot] * deviation);
        out.close().close();
    }

    /** Writes a model of classes, of which each has the softmax of its score times a slope of its own. */
    static void classification(PmmlWriter out, Design design, Grid weights, IntToDoubleFunction slope) {
        int classes = weights.classes;
        out.open("RegressionModel", "functionName", "classification", "normalizationMethod", "softmax")
                .miningSchema();
        out.probabilities(classes);
        fields(out, design);
        for (int c = 0; c < classes; c++) {
            int label = c;
            double factor = slope.applyAsDouble(label);
            IntToDoubleFunction weight = slot -> factor * weights.cells[slot * classes + label];
            out.open(
                    "RegressionTable",
                    "intercept",
                    intercept(design, 0, weight),
                    "targetCategory",
                    out.className(label));
            coefficients(out, design, weight);
            out.close();
        }
        out.close();
    }

    private static String intercept(Design design, double mean, IntToDoubleFunction weight) {
        return Double.toString(design.hasBias() ? mean + weight.applyAsDouble(0) : mean);
    }

    private static void fields(PmmlWriter out, Design design) {
        out.open("LocalTransformations");
        for (int slot = 1; slot < design.size(); slot++) {
            int number = design.number(slot);
            if (number >= 0) {
                out.standardised(
                        number, design.moments().mean(number), design.moments().scale(number), Moments.LIMIT);
            }
        }
        out.close();
    }

    private static void coefficients(PmmlWriter out, Design design, IntToDoubleFunction weight) {
        for (int slot = 1; slot < design.size(); slot++) {
            int number = design.number(slot);
            String coefficient = Double.toString(weight.applyAsDouble(slot));
            if (number >= 0) {
                out.element("NumericPredictor", "name", "z(" + out.feature(number) + ")", "coefficient", coefficient);
            }
        }
        for (int slot = 1; slot < design.size(); slot++) {
            if (design.number(slot) < 0) {
                int feature = design.feature(slot);
                out.element(
                        "CategoricalPredictor",
                        "name",
                        out.feature(feature),
                        "value",
                        out.category(feature, design.category(slot)),
                        "coefficient",
                        Double.toString(weight.applyAsDouble(slot)));
            }
        }
    }
}
