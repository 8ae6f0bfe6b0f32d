package io.millrace.learners.pmml;

import java.io.StringWriter;
import java.util.List;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/** A PMML document as it is written: elements, and the names of fields, categories and classes. */
public final class PmmlWriter {
    private final List<Pmml.Field> features;
    private final String target;
    private final List<String> classes;
    private final StringWriter text = new StringWriter();
    private final XMLStreamWriter xml;

    PmmlWriter(List<Pmml.Field> features, String target, List<String> classes) {
        this.features = features;
        this.target = target;
        this.classes = classes;
        try {
            this.xml = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(text);
            xml.writeStartDocument();
        } catch (XMLStreamException e) {
            throw new IllegalStateException(e);
        }
    }

    String document() {
        try {
            xml.writeEndDocument();
            xml.close();
        } catch (XMLStreamException e) {
            throw new IllegalStateException(e);
        }
        return text.toString();
    }

    /** Begins an element with attributes, names and values in turn. */
    public PmmlWriter open(String element, String... attributes) {
        try {
            xml.writeStartElement(element);
            for (int i = 0; i < attributes.length; i += 2) {
                xml.writeAttribute(attributes[i], attributes[i + 1]);
            }
        } catch (XMLStreamException e) {
            throw new IllegalStateException(e);
        }
        return this;
    }

    /** Ends the last element begun. */
    public PmmlWriter close() {
        try {
            xml.writeEndElement();
        } catch (XMLStreamException e) {
            throw new IllegalStateException(e);
        }
        return this;
    }

    /** An element with nothing in it. */
    public PmmlWriter element(String name, String... attributes) {
        return open(name, attributes).close();
    }

    /** A constant of an expression. */
    public PmmlWriter constant(double value) {
        open("Constant", "dataType", "double");
        try {
            xml.writeCharacters(Double.toString(value));
        } catch (XMLStreamException e) {
            throw new IllegalStateException(e);
        }
        return close();
    }

    /** How many features have names; a learner that saw longer records knows of more. */
    public int features() {
        return features.size();
    }

    public String feature(int index) {
        if (index >= features.size()) {
            throw new IllegalStateException(
                    "the model knows feature " + index + ", and names are there for " + features.size());
        }
        return features.get(index).name();
    }

    /** The name of a category of a nominal feature; one that has none is never met. */
    public String category(int feature, int code) {
        List<String> names = features.get(feature).categories();
        if (code >= names.size()) {
            throw new IllegalStateException("feature " + feature(feature) + " has a category " + code
                    + ", and names are there for " + names.size());
        }
        return names.get(code);
    }

    public String target() {
        return target;
    }

    /** The name of a class. */
    public String className(int code) {
        return classes.get(code);
    }

    /** The fields that a model element takes; categories that are not in the dictionary are taken as they are. */
    public PmmlWriter miningSchema() {
        open("MiningSchema");
        element("MiningField", "name", target, "usageType", "target");
        for (Pmml.Field feature : features) {
            element("MiningField", "name", feature.name(), "usageType", "active", "invalidValueTreatment", "asIs");
        }
        return close();
    }

    /** Says that a model tells the probabilities of so many classes. */
    public PmmlWriter probabilities(int count) {
        open("Output");
        for (int c = 0; c < count; c++) {
            String name = className(c);
            element(
                    "OutputField",
                    "name",
                    "probability(" + name + ")",
                    "optype",
                    "continuous",
                    "dataType",
                    "double",
                    "feature",
                    "probability",
                    "value",
                    name);
        }
        return close();
    }

    /**
     * A field that is a number less a centre, times a factor, cut to a limit on both sides; 0 where the number is missing.
     *
     * @return its name
     */
    public String standardised(int feature, double centre, double factor, double limit) {
        String name = "z(" + feature(feature) + ")";
        open("DerivedField", "name", name, "optype", "continuous", "dataType", "double");
        open("Apply", "function", "if");
        open("Apply", "function", "isMissing").field(feature).close();
        constant(0);
        open("Apply", "function", "max").constant(-limit);
        open("Apply", "function", "min").constant(limit);
        open("Apply", "function", "*");
        open("Apply", "function", "-").field(feature).constant(centre).close();
        constant(factor).close();
        close().close().close().close();
        return name;
    }

    private PmmlWriter field(int feature) {
        return element("FieldRef", "field", feature(feature));
    }
}
