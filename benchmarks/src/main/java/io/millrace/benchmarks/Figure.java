package io.millrace.benchmarks;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/**
 * One result of a benchmark.
 *
 * @param benchmark the benchmark's name
 * @param name what was measured
 * @param value the median of what Millrace did
 * @param unit of value and baseline
 * @param baseline the median of what it is compared with; {@code null} when there is nothing to compare with
 */
record Figure(
        String benchmark,
        String name,
        Sample value,
        String unit,
        @Nullable Sample baseline) {
    /** Value by baseline; NaN without a baseline. */
    double ratio() {
        return baseline == null ? Double.NaN : value.median() / baseline.median();
    }

    String json() {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
            json.writeStartObject();
            json.writeStringField("bench", benchmark);
            json.writeStringField("figure", name);
            json.writeNumberField("value", rounded(value.median()));
            json.writeStringField("unit", unit);
            if (baseline == null) {
                json.writeNullField("baseline");
                json.writeNullField("ratio");
            } else {
                json.writeNumberField("baseline", rounded(baseline.median()));
                json.writeNumberField("ratio", rounded(ratio()));
                json.writeNumberField("baselineSpread", rounded(baseline.spread()));
            }
            json.writeNumberField("spread", rounded(value.spread()));
            json.writeNumberField("runs", value.size());
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    private static double rounded(double value) {
        return Math.abs(value) >= 1000 ? Math.rint(value) : Math.rint(value * 10_000) / 10_000;
    }
}
