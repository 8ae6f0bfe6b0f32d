package io.millrace.operators;

import java.util.Base64;
import java.util.List;
import java.util.SplittableRandom;

/** Models that were learned elsewhere, and examples to predict. */
final class ServedModelsFixture {
    static final ModelSpec SPEC = ExampleStream.spec(ModelSpec.Task.REGRESSION, "sgd");
    static final Models MODELS = new Models(SPEC);

    private ServedModelsFixture() {}

    /** Another one for each key and version. */
    static Model model(String key, long version) {
        Model model = MODELS.create();
        for (Example example :
                ExampleStream.examples(ModelSpec.Task.REGRESSION, 200, 1, 31 * key.hashCode() + version)) {
            model.learn(example);
        }
        return model;
    }

    static ModelRecord record(String key, long version) {
        return ModelRecord.of(MODELS, model(key, version), key, version);
    }

    static ModelRecord corrupt(String key, long version) {
        byte[] bytes = MODELS.export(model(key, version));
        bytes[bytes.length / 2] ^= 1;
        return with(record(key, version), 0, 1, bytes);
    }

    static ModelRecord part(String key, long version, int part, int parts) {
        return with(record(key, version), part, parts, new byte[] {1, 2, 3});
    }

    /** A model of another specification, under the key. */
    static ModelRecord other(ModelSpec spec, String key, long version) {
        Models models = new Models(spec);
        return ModelRecord.of(models, models.create(), key, version);
    }

    private static ModelRecord with(ModelRecord record, int part, int parts, byte[] snapshot) {
        return new ModelRecord(
                ModelRecord.name(record.key(), part, parts),
                record.key(),
                record.exportedAt(),
                record.version(),
                part,
                parts,
                record.learner(),
                record.learned(),
                Base64.getEncoder().encodeToString(snapshot));
    }

    static Example example(String key, int number) {
        SplittableRandom random = new SplittableRandom(number);
        return new Example(
                "id-" + number,
                key,
                number,
                new double[] {random.nextDouble(), random.nextDouble(), Double.NaN, random.nextDouble(), 1},
                new String[] {number % 2 == 0 ? "red" : "green"},
                null,
                number,
                Example.Action.BOTH);
    }

    static List<Example> examples(String... keys) {
        List<Example> examples = new java.util.ArrayList<>();
        for (int i = 0; i < keys.length; i++) {
            examples.add(example(keys[i], i));
        }
        return examples;
    }

    /** What tells one model's prediction from another's. */
    static String told(Prediction prediction) {
        return prediction.id() + " " + prediction.key() + " " + prediction.value() + " of " + prediction.learned()
                + " is " + prediction.target();
    }

    /** What the model of a key and version says of an example, without Flink. */
    static String told(Example example, long version) {
        Model model = model(example.key(), version);
        return told(model.predict(example));
    }
}
