package io.millrace.operators.job;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.common.codec.CodecSettings;
import io.millrace.common.codec.DecodeException;
import io.millrace.common.codec.Decoder;
import io.millrace.common.codec.WireFormat;
import io.millrace.common.record.FieldValues;
import io.millrace.common.record.RecordFormat;
import io.millrace.operators.Example;
import io.millrace.operators.Example.Action;
import io.millrace.operators.Label;
import io.millrace.operators.ModelSpec.Feature;
import io.millrace.operators.ModelSpec.Task;
import io.millrace.operators.Prediction;
import io.millrace.operators.Prediction.Baselines;
import java.util.List;
import org.apache.flink.util.InstantiationUtil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FormatsTest {
    private static final List<Feature> FEATURES =
            List.of(new Feature("km", false), new Feature("load.kind", true), new Feature("hour", false));
    private static final LearningFields ALL = new LearningFields("nr", "route", "at", FEATURES, "minutes");
    private static final LearningFields FEW = new LearningFields(null, null, null, FEATURES, "minutes");

    private static <T> T read(RecordFormat<T> format, WireFormat wire, String line) throws Exception {
        Decoder<T> decoder = InstantiationUtil.clone(wire.decoder(format, CodecSettings.DEFAULT));
        byte[] bytes = line.getBytes(UTF_8);
        return decoder.decode(bytes, 0, bytes.length, 5);
    }

    private static <T> String written(RecordFormat<T> format, T record) {
        return new String(WireFormat.JSON.encoder(format).encode(record), UTF_8);
    }

    private static Example example(LearningFields fields, Task task, String json) throws Exception {
        return read(ExampleFormat.of(fields, task, false), WireFormat.JSON, json);
    }

    @Test
    void fieldsGoWhereTheConfigurationSays() throws Exception {
        Example example = example(
                ALL,
                Task.REGRESSION,
                "{\"minutes\":17.5,\"hour\":8,\"load\":{\"kind\":\"sand\"},\"km\":3.25,\"at\":\"1970-01-01T00:00:02Z\","
                        + "\"route\":\"A7\",\"nr\":12,\"driver\":\"x\"}");
        assertThat(example.id()).isEqualTo("12");
        assertThat(example.key()).isEqualTo("A7");
        assertThat(example.time()).isEqualTo(2_000);
        assertThat(example.numbers()).containsExactly(3.25, Double.NaN, 8);
        assertThat(example.names()).containsExactly("sand");
        assertThat(example.target()).isEqualTo(17.5);
        assertThat(example.label()).isNull();
        assertThat(example.action()).isEqualTo(Action.BOTH);
    }

    @Test
    void aClassIsATextWhateverItLooksLike() throws Exception {
        Example example = example(FEW, Task.CLASSIFICATION, "{\"km\":1,\"minutes\":17.5}");
        assertThat(example.label()).isEqualTo("17.5");
        assertThat(example.target()).isNaN();
        assertThat(example.id()).isNull();
        assertThat(example.key()).isEmpty();
        assertThat(example.time()).isEqualTo(FieldValues.MISSING);
    }

    @Test
    void whatIsMissingIsMissing() throws Exception {
        Example some = example(FEW, Task.REGRESSION, "{\"load.kind\":\"sand\",\"km\":null}");
        assertThat(some.numbers()).containsExactly(Double.NaN, Double.NaN, Double.NaN);
        assertThat(some.names()).containsExactly("sand");
        assertThat(some.labelled()).isFalse();
        assertThat(some.action()).isEqualTo(Action.PREDICT);
        Example other = example(FEW, Task.CLASSIFICATION, "{\"load.kind\":\"\",\"hour\":2,\"minutes\":\"\"}");
        assertThat(other.names()).containsExactly((String) null);
        assertThat(other.labelled()).isFalse();
        Example row = read(ExampleFormat.of(ALL, Task.REGRESSION, false), WireFormat.CSV, "7,A7,2000,1.5,,,");
        assertThat(row.numbers()).containsExactly(1.5, Double.NaN, Double.NaN);
        assertThat(row.names()).containsExactly((String) null);
        assertThat(row.labelled()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"minutes\":4}|it has a target, and none of the features",
                "{\"driver\":4}|it has none of the features",
                "{\"load\":{\"kind\":\"\"}}|it has none of the features",
                "{\"km\":\"far\"}|field 'km': expected a finite number, found \"far\"",
                "{\"km\":1,\"minutes\":\"soon\"}|field 'minutes': expected a finite number",
            })
    void otherRecordsAreRefused(String json, String reason) {
        assertThatThrownBy(() -> example(FEW, Task.REGRESSION, json))
                .isInstanceOf(DecodeException.class)
                .hasMessageContaining(reason);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"km\":1,\"nr\":1,\"at\":5}|field 'route' is missing",
                "{\"km\":1,\"nr\":1,\"at\":5,\"route\":\"\"}|its key is missing or empty",
                "{\"km\":1,\"nr\":\"\",\"at\":5,\"route\":\"r\"}|its id is missing or empty",
                "{\"km\":1,\"nr\":\"1\",\"route\":\"r\"}|field 'at' is missing",
            })
    void whatIsConfiguredMustBeThere(String json, String reason) {
        assertThatThrownBy(() -> example(ALL, Task.REGRESSION, json))
                .isInstanceOf(DecodeException.class)
                .hasMessageContaining(reason);
    }

    @Test
    void whereLabelsComeLaterOneWithoutFeaturesIsALabel() throws Exception {
        RecordFormat<Example> format = ExampleFormat.of(ALL, Task.REGRESSION, true);
        Example label = read(format, WireFormat.JSON, "{\"nr\":\"1\",\"at\":7,\"minutes\":4}");
        assertThat(label.action()).isEqualTo(Action.LEARN);
        assertThat(label.id()).isEqualTo("1");
        assertThat(label.target()).isEqualTo(4);
        assertThatThrownBy(() -> read(format, WireFormat.JSON, "{\"nr\":\"1\",\"at\":7,\"km\":4}"))
                .hasMessageContaining("its key is missing or empty");
        assertThatThrownBy(() -> read(format, WireFormat.JSON, "{\"nr\":\"1\",\"at\":7,\"route\":\"r\"}"))
                .hasMessageContaining("it has none of the features");
        assertThat(read(format, WireFormat.CSV, "1,,7,,,,4").action()).isEqualTo(Action.LEARN);
    }

    @Test
    void whatIsWrittenCanBeSentAgain() throws Exception {
        RecordFormat<Example> format = ExampleFormat.of(ALL, Task.CLASSIFICATION, false);
        String json = "{\"nr\":\"12\",\"route\":\"A7\",\"at\":\"1970-01-01T00:00:02Z\",\"km\":3.25,\"load.kind\":null,"
                + "\"hour\":8,\"minutes\":\"long\"}";
        assertThat(written(format, read(format, WireFormat.JSON, json))).isEqualTo(json);
    }

    @Test
    void labelsAreReadAndWritten() throws Exception {
        RecordFormat<Label> classes = LabelFormat.of("nr", "at", "is", Task.CLASSIFICATION);
        Label label = read(classes, WireFormat.JSON, "{\"is\":1,\"at\":9,\"nr\":3}");
        assertThat(label).isEqualTo(new Label("3", 9, "1", Double.NaN));
        assertThat(written(classes, label))
                .isEqualTo("{\"nr\":\"3\",\"at\":\"1970-01-01T00:00:00.009Z\",\"is\":\"1\"}");
        RecordFormat<Label> numbers = LabelFormat.of("nr", null, "is", Task.REGRESSION);
        assertThat(read(numbers, WireFormat.CSV, "3,1.5")).isEqualTo(new Label("3", FieldValues.MISSING, null, 1.5));
        assertThatThrownBy(() -> read(numbers, WireFormat.CSV, "3,")).hasMessage("field 'is' is missing");
        assertThatThrownBy(() -> read(classes, WireFormat.JSON, "{\"is\":\"\",\"at\":9,\"nr\":3}"))
                .hasMessageContaining("its target is missing or empty");
    }

    @Test
    void aPredictedClassComesWithItsProbabilities() {
        Prediction prediction = new Prediction(
                "12",
                "A7",
                2_000,
                new String[] {"UP", "a \"b\""},
                new double[] {0.2, 0.8},
                1,
                Double.NaN,
                40,
                1_250,
                new Baselines(0, 0, 0, 0),
                "UP",
                Double.NaN);
        assertThat(written(PredictionFormat.of(ALL, Task.CLASSIFICATION, true), prediction))
                .isEqualTo("{\"nr\":\"12\",\"route\":\"A7\",\"at\":\"1970-01-01T00:00:02Z\",\"label\":\"UP\","
                        + "\"class\":\"a \\\"b\\\"\",\"probability\":0.8,\"probabilities\":{\"UP\":0.2,\"a \\\"b\\\"\":0.8},"
                        + "\"model_records\":40,\"model_age_ms\":750}");
        assertThat(written(PredictionFormat.of(FEW, Task.CLASSIFICATION, false), prediction))
                .startsWith("{\"class\":");
    }

    @Test
    void aPredictedNumberIsJustThat() {
        Prediction prediction = new Prediction(
                null,
                "",
                FieldValues.MISSING,
                new String[0],
                new double[0],
                -1,
                2.5,
                0,
                FieldValues.MISSING,
                new Baselines(-1, -1, 0, 0),
                null,
                Double.NaN);
        assertThat(written(PredictionFormat.of(FEW, Task.REGRESSION, true), prediction))
                .isEqualTo("{\"label\":null,\"value\":2.5,\"model_records\":0,\"model_age_ms\":null}");
    }

    @Test
    void whereNoClassIsKnownNoneIsPredicted() {
        Prediction prediction = new Prediction(
                null,
                "",
                FieldValues.MISSING,
                new String[0],
                new double[0],
                -1,
                Double.NaN,
                0,
                FieldValues.MISSING,
                new Baselines(-1, -1, 0, 0),
                null,
                Double.NaN);
        assertThat(written(PredictionFormat.of(FEW, Task.CLASSIFICATION, false), prediction))
                .isEqualTo("{\"class\":null,\"probability\":null,\"probabilities\":{},\"model_records\":0,"
                        + "\"model_age_ms\":null}");
    }
}
