package io.millrace.common.codec;

import com.fasterxml.jackson.core.io.JsonStringEncoder;

/** JSON as text, for fields that are JSON ({@link io.millrace.common.record.RecordFormat.Builder#json}). */
public final class JsonText {
    private JsonText() {}

    /**
     * An object of numbers. NaN and infinities, which JSON does not have, are {@code null}.
     *
     * @param names of its fields, each once
     * @param numbers as many
     */
    public static String object(String[] names, double[] numbers) {
        StringBuilder text = new StringBuilder(2 + 32 * names.length).append('{');
        for (int i = 0; i < names.length; i++) {
            text.append(i == 0 ? "\"" : ",\"");
            JsonStringEncoder.getInstance().quoteAsString(names[i], text);
            text.append("\":");
            if (Double.isFinite(numbers[i])) {
                text.append(numbers[i]);
            } else {
                text.append("null");
            }
        }
        return text.append('}').toString();
    }
}
