package io.millrace.learners.pmml;

import io.millrace.learners.Classifier;
import io.millrace.learners.Learner;
import java.util.List;

/**
 * Learners as documents of the Predictive Model Markup Language, PMML 4.4 (Data Mining Group, 2019): a document predicts what
 * the learner does at that moment, from the features' and categories' own names, missing values included.
 */
public final class Pmml {
    private static final String VERSION = "4.4";

    private Pmml() {}

    /**
     * One feature.
     *
     * @param nominal whether it is one of some names; else it is a number
     * @param categories names of its categories, by their number; none of a number
     */
    public record Field(String name, boolean nominal, List<String> categories) {}

    /** Whether learners of this kind can be told in PMML. */
    public static boolean canTell(Learner learner) {
        return learner instanceof PmmlSource;
    }

    /**
     * Writes a document.
     *
     * @param features the learner's, in their order
     * @param target name of what is predicted
     * @param classes names of the classes, by their number; none of a regression
     * @throws IllegalArgumentException when learners of this kind cannot be told in PMML
     * @throws IllegalStateException when what this one has learned cannot; it says why
     */
    public static String write(Learner learner, List<Field> features, String target, List<String> classes) {
        if (!(learner instanceof PmmlSource source)) {
            throw new IllegalArgumentException(
                    learner.type().id() + " cannot be told in PMML; linear models and trees can");
        }
        boolean classification = learner instanceof Classifier;
        if (classification && classes.size() < 2) {
            throw new IllegalStateException("PMML needs two classes, and the model knows " + classes.size());
        }
        PmmlWriter out = new PmmlWriter(features, target, classes);
        out.open("PMML", "xmlns", "http://www.dmg.org/PMML-4_4", "version", VERSION);
        out.open("Header", "description", learner.type().id())
                .element("Application", "name", "Millrace")
                .close();
        out.open("DataDictionary");
        if (classification) {
            categorical(out, target, classes);
        } else {
            out.element("DataField", "name", target, "optype", "continuous", "dataType", "double");
        }
        for (Field feature : features) {
            if (feature.nominal()) {
                categorical(out, feature.name(), feature.categories());
            } else {
                out.element("DataField", "name", feature.name(), "optype", "continuous", "dataType", "double");
            }
        }
        out.close();
        source.writePmml(out);
        return out.close().document();
    }

    private static void categorical(PmmlWriter out, String name, List<String> values) {
        out.open("DataField", "name", name, "optype", "categorical", "dataType", "string");
        values.forEach(value -> out.element("Value", "value", value));
        out.close();
    }
}
