package io.millrace.learners.features;

import io.millrace.learners.Schema;

/** Kinds of the features that transformers give. */
final class Layouts {
    private Layouts() {}

    /** Those of a schema, and numbers after them. */
    static Schema extended(Schema schema, int size) {
        boolean[] nominal = new boolean[size];
        for (int feature : schema.nominals()) {
            nominal[feature] = true;
        }
        return Schema.of(nominal);
    }

    /** Those of a schema, so many times. */
    static Schema repeated(Schema schema, int times) {
        boolean[] nominal = new boolean[schema.size() * times];
        for (int feature : schema.nominals()) {
            for (int i = 0; i < times; i++) {
                nominal[i * schema.size() + feature] = true;
            }
        }
        return Schema.of(nominal);
    }
}
