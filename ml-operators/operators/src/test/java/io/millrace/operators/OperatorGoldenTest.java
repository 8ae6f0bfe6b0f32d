package io.millrace.operators;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.common.record.FieldValues;
import io.millrace.common.state.ValueCodec;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** State and exported models of version 1, as they were written once, stay readable; {@link #main} wrote them. */
final class OperatorGoldenTest {
    private static final String FOLDER = "/golden/operators/";
    private static final ModelSpec TREE = ExampleStream.spec(ModelSpec.Task.CLASSIFICATION, "hoeffding-tree");
    private static final ModelSpec LINEAR = ExampleStream.spec(ModelSpec.Task.REGRESSION, "recursive-least-squares");

    /**
     * One object and how it is kept.
     *
     * @param told what tells it from others
     */
    private record Case<T>(String name, ValueCodec<T> codec, T value, Function<T, String> told) {
        byte[] bytes(T of) throws IOException {
            DataOutputSerializer out = new DataOutputSerializer(64);
            codec.write(of, out);
            return out.getCopyOfBuffer();
        }

        void check(byte[] golden) throws IOException {
            DataInputDeserializer in = new DataInputDeserializer(golden);
            T read = codec.read(1, in);
            assertThat(in.available()).isZero();
            assertThat(told.apply(read)).isEqualTo(told.apply(value));
            assertThat(bytes(read)).isEqualTo(golden);
            assertThat(told.apply(codec.copy(read))).isEqualTo(told.apply(value));
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private static Example example(@Nullable String id, @Nullable String label, double target, Example.Action action) {
        return new Example(
                id,
                "Straße 3",
                1_795_000_000_123L,
                new double[] {1.5, Double.NaN, -0.0},
                new @Nullable String[] {"rot", null},
                label,
                target,
                action);
    }

    private static String told(Example example) {
        return String.join(
                "|",
                String.valueOf(example.id()),
                example.key(),
                String.valueOf(example.time()),
                Arrays.toString(example.numbers()),
                Arrays.toString(example.names()),
                String.valueOf(example.label()),
                String.valueOf(example.target()),
                example.action().name());
    }

    private static String told(Prediction made) {
        return String.join(
                "|",
                String.valueOf(made.id()),
                made.key(),
                String.valueOf(made.time()),
                Arrays.toString(made.classes()),
                Arrays.toString(made.probabilities()),
                made.predicted() + "|" + made.value() + "|" + made.learned() + "|" + made.learnedUntil(),
                made.baselines().toString(),
                String.valueOf(made.label()),
                String.valueOf(made.target()));
    }

    private static Model learned(ModelSpec spec) {
        Model model = new Models(spec).create();
        ExampleStream.examples(spec.task(), 120, 1, 21).forEach(model::learn);
        return model;
    }

    /** Numbers as exactly as all machines agree; that no bit is lost the bytes tell. */
    private static String told(ModelSpec spec, Model model) {
        Prediction made =
                model.predict(ExampleStream.examples(spec.task(), 1, 1, 2).get(0));
        return String.format(
                Locale.ROOT,
                "%d %d %s %s %s %.6f %.6f",
                model.learned(),
                model.learnedUntil(),
                model.classes().names(),
                model.categories(0).names(),
                made.predictedClass(),
                made.value(),
                made.probability("low"));
    }

    private static Case<Model> model(String name, ModelSpec spec) {
        return new Case<>(name, new ModelCodec(spec), learned(spec), model -> told(spec, model));
    }

    private static Case<KeyedModel> keyed() {
        KeyedModel keyed = new KeyedModel(learned(TREE));
        keyed.newest = 1_795_000_000_123L;
        keyed.expiryTimer = 1_795_000_100_123L;
        keyed.bytes = 4_321;
        return new Case<>(
                "keyed-model",
                new KeyedModelCodec(TREE),
                keyed,
                of -> told(TREE, of.model) + of.newest + " " + of.expiryTimer + " " + of.exportTimer + " " + of.bytes);
    }

    private static Case<HeldExamples> held() {
        HeldExamplesCodec codec = new HeldExamplesCodec();
        HeldExamples held = new HeldExamples();
        codec.add(held, new HeldExample(9, example("b", null, 2.5, Example.Action.BOTH)));
        codec.add(held, new HeldExample(-3, example("a", "ja", Double.NaN, Example.Action.PREDICT)));
        return new Case<>("held-examples", codec, held, of -> {
            StringBuilder all = new StringBuilder();
            HeldExamples copy = of.copy();
            for (HeldExample next = copy.poll(99); next != null; next = copy.poll(99)) {
                all.append(next.time()).append(' ').append(told(next.example())).append('\n');
            }
            return all.toString();
        });
    }

    static Stream<Case<?>> all() {
        Prediction ofClass = new Prediction(
                "id-7",
                "k",
                FieldValues.MISSING,
                new String[] {"low", "häufig"},
                new double[] {0.25, 0.75},
                1,
                Double.NaN,
                300,
                17,
                Prediction.Baselines.ofLabels(0, 1),
                "low",
                Double.NaN);
        Prediction ofNumber = new Prediction(
                null,
                "",
                12,
                Prediction.NO_CLASSES,
                Prediction.NO_PROBABILITIES,
                -1,
                -3.25,
                0,
                FieldValues.MISSING,
                Prediction.Baselines.ofTargets(4, 4.5),
                null,
                Double.NaN);
        return Stream.of(
                new Case<>(
                        "example-class",
                        new ExampleCodec(),
                        example("id", "ja", Double.NaN, Example.Action.LEARN),
                        OperatorGoldenTest::told),
                new Case<>(
                        "example-number",
                        new ExampleCodec(),
                        example(null, null, 7.25, Example.Action.BOTH),
                        OperatorGoldenTest::told),
                new Case<>("label-class", new LabelCodec(), new Label("id", 5, "nein", Double.NaN), Label::toString),
                new Case<>(
                        "label-number",
                        new LabelCodec(),
                        new Label("id", FieldValues.MISSING, null, -1.5),
                        Label::toString),
                new Case<>("prediction-class", new PredictionCodec(), ofClass, OperatorGoldenTest::told),
                new Case<>("prediction-number", new PredictionCodec(), ofNumber, OperatorGoldenTest::told),
                model("model-tree", TREE),
                model("model-linear", LINEAR),
                keyed(),
                held());
    }

    /** Writes the files of cases that have none; never changes one that is there. */
    public static void main(String[] folder) throws IOException {
        for (Case<?> each : all().toList()) {
            write(folder[0], each);
        }
        for (ModelSpec spec : List.of(TREE, LINEAR)) {
            Path file = Path.of(folder[0], "export-" + spec.learner() + "-v1.bin");
            if (!Files.exists(file)) {
                Files.write(file, new Models(spec).export(learned(spec)));
            }
        }
    }

    private static <T> void write(String folder, Case<T> each) throws IOException {
        Path file = Path.of(folder, each.name + "-v1.bin");
        if (!Files.exists(file)) {
            Files.write(file, each.bytes(each.value));
        }
    }

    private static byte[] golden(String name) throws IOException {
        try (InputStream file = OperatorGoldenTest.class.getResourceAsStream(FOLDER + name + "-v1.bin")) {
            return Objects.requireNonNull(file, name).readAllBytes();
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void versionOneIsRead(Case<?> of) throws IOException {
        of.check(golden(of.name));
    }

    @Test
    void exportedModelsOfVersionOneAreTakenOver() throws IOException {
        for (ModelSpec spec : List.of(TREE, LINEAR)) {
            Model read = new Models(spec).importModel(golden("export-" + spec.learner()));
            assertThat(told(spec, read)).isEqualTo(told(spec, learned(spec)));
        }
    }

    /** Byte by byte: an action, a text's length plus one and its letters, numbers as Java writes them. */
    @Test
    void aLabelIsWrittenAsItSays() throws IOException {
        assertThat(golden("label-class"))
                .startsWith(3, 'i', 'd', 0, 0, 0, 0, 0, 0, 0, 5, 5, 'n', 'e', 'i', 'n', 0x7F, 0xF8)
                .hasSize(3 + 8 + 5 + 8);
    }

    @ParameterizedTest
    @MethodSource("all")
    void whatIsCutShortIsRefused(Case<?> of) throws IOException {
        byte[] golden = golden(of.name);
        for (int length : List.of(0, 1, golden.length / 2, golden.length - 1)) {
            assertThatThrownBy(() -> of.codec.read(1, new DataInputDeserializer(golden, 0, length)))
                    .as("%d of %d bytes", length, golden.length)
                    .isInstanceOf(IOException.class);
        }
    }
}
