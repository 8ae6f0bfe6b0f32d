package io.millrace.operators.job;

import io.millrace.common.record.FieldValues;
import io.millrace.common.record.RecordFormat;
import io.millrace.operators.Label;
import io.millrace.operators.ModelSpec.Task;
import org.jspecify.annotations.Nullable;

/** How labels are read from a source of their own, and written. */
final class LabelFormat {
    private LabelFormat() {}

    /** @param time {@code null} where they have none */
    static RecordFormat<Label> of(String id, @Nullable String time, String target, Task task) {
        RecordFormat.Builder<Label> format =
                RecordFormat.builder(Label.class).typed(Label.TYPE).text(id, Label::id);
        boolean timed = time != null;
        if (time != null) {
            format.eventTime(time, Label::time);
        }
        int at = timed ? 2 : 1;
        if (task == Task.CLASSIFICATION) {
            return format.text(target, Label::label)
                    .build(v -> new Label(
                            ExampleFormat.notEmpty(v, 0, "id"),
                            timed ? v.longValue(1) : FieldValues.MISSING,
                            ExampleFormat.notEmpty(v, at, "target"),
                            Double.NaN));
        }
        return format.number(target, Label::target)
                .build(v -> new Label(
                        ExampleFormat.notEmpty(v, 0, "id"),
                        timed ? v.longValue(1) : FieldValues.MISSING,
                        null,
                        v.doubleValue(at)));
    }
}
