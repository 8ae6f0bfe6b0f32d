package io.millrace.operators;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.apache.flink.util.function.BiConsumerWithException;
import org.apache.flink.util.function.ThrowingConsumer;

/** Reads models that were exported. */
final class ModelImport {
    private final Models models;
    private final Map<String, IllegalArgumentException> wrong = new TreeMap<>();

    ModelImport(Models models) {
        this.models = models;
    }

    /**
     * Hands out the models of some keys. One that is wrong is of no matter if a later one of its key is right: a compacted
     * topic may still have both.
     *
     * @throws IllegalArgumentException when the last of a key is of another specification, in parts, or can't be read
     */
    void read(ModelReader reader, Predicate<String> ofKey, BiConsumerWithException<ModelRecord, Model, Exception> taken)
            throws Exception {
        reader.read(ThrowingConsumer.unchecked(record -> {
            if (ofKey.test(record.key())) {
                Model model;
                try {
                    model = record.read(models);
                } catch (IllegalArgumentException e) {
                    wrong.put(record.key(), e);
                    return;
                }
                wrong.remove(record.key());
                taken.accept(record, model);
            }
        }));
        for (IllegalArgumentException first : wrong.values()) {
            throw first;
        }
    }
}
