package io.millrace.operators.job;

import io.millrace.common.record.FieldValues;
import io.millrace.common.record.RecordFormat;
import io.millrace.operators.Example;
import io.millrace.operators.Example.Action;
import io.millrace.operators.ModelSpec.Feature;
import io.millrace.operators.ModelSpec.Task;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How examples are made of the user's records, and written again. The fields that are configured must be there, but for features
 * and target, which may be missing, and the key of what is only a label; an empty text is missing. A record without any feature is refused, unless it can be a label
 * for another.
 */
final class ExampleFormat implements RecordFormat.Constructor<Example> {
    private static final long serialVersionUID = 1L;

    private final int id;
    private final int key;
    private final int time;
    private final int firstFeature;
    private final boolean[] nominal;
    private final int nominals;
    private final int target;
    private final Task task;
    private final boolean takesLabels;

    private ExampleFormat(LearningFields fields, Task task, boolean takesLabels) {
        int next = 0;
        this.id = fields.id() == null ? -1 : next++;
        this.key = fields.key() == null ? -1 : next++;
        this.time = fields.time() == null ? -1 : next++;
        this.firstFeature = next;
        this.nominal = new boolean[fields.features().size()];
        int names = 0;
        for (int i = 0; i < nominal.length; i++) {
            nominal[i] = fields.features().get(i).nominal();
            names += nominal[i] ? 1 : 0;
        }
        this.nominals = names;
        this.target = fields.target() == null ? -1 : firstFeature + nominal.length;
        this.task = task;
        this.takesLabels = takesLabels;
    }

    /**
     * @param takesLabels whether a record that has a target and no feature is a label for another: an example that is only to be
     *     learned
     */
    static RecordFormat<Example> of(LearningFields fields, Task task, boolean takesLabels) {
        RecordFormat.Builder<Example> format =
                RecordFormat.builder(Example.class).typed(Example.TYPE);
        if (fields.id() != null) {
            format.text(fields.id(), Example::id);
        }
        if (fields.key() != null) {
            format.key(fields.key(), Example::key);
            if (takesLabels) {
                format.nullable();
            }
        }
        if (fields.time() != null) {
            format.eventTime(fields.time(), Example::time);
        }
        addFeatures(fields.features(), format);
        if (fields.target() != null && task == Task.CLASSIFICATION) {
            format.text(fields.target(), Example::label).nullable();
        } else if (fields.target() != null) {
            format.number(fields.target(), Example::target).nullable();
        }
        return format.build(new ExampleFormat(fields, task, takesLabels));
    }

    private static void addFeatures(List<Feature> features, RecordFormat.Builder<Example> format) {
        int names = 0;
        for (int i = 0; i < features.size(); i++) {
            Feature feature = features.get(i);
            if (feature.nominal()) {
                int name = names++;
                format.text(feature.name(), example -> example.names()[name]).nullable();
            } else {
                int number = i;
                format.number(feature.name(), example -> example.numbers()[number])
                        .nullable();
            }
        }
    }

    @Override
    public Example apply(FieldValues values) {
        double[] numbers = new double[nominal.length];
        @Nullable String[] names = nominals == 0 ? Example.NO_NAMES : new String[nominals];
        boolean any = false;
        int next = 0;
        for (int i = 0; i < numbers.length; i++) {
            if (nominal[i]) {
                String name = textOrNull(values, firstFeature + i);
                numbers[i] = Double.NaN;
                names[next++] = name;
                any |= name != null;
            } else {
                numbers[i] = values.doubleValue(firstFeature + i);
                any |= !Double.isNaN(numbers[i]);
            }
        }
        String label = task == Task.CLASSIFICATION && target >= 0 ? textOrNull(values, target) : null;
        double number = task == Task.REGRESSION && target >= 0 ? values.doubleValue(target) : Double.NaN;
        boolean labelled = label != null || !Double.isNaN(number);
        if (!any && !(labelled && takesLabels)) {
            throw new IllegalArgumentException(
                    labelled ? "it has a target, and none of the features" : "it has none of the features");
        }
        return new Example(
                id < 0 ? null : notEmpty(values, id, "id"),
                key < 0 ? "" : any ? notEmpty(values, key, "key") : "",
                time < 0 ? FieldValues.MISSING : values.longValue(time),
                numbers,
                names,
                label,
                number,
                any ? labelled ? Action.BOTH : Action.PREDICT : Action.LEARN);
    }

    private static @Nullable String textOrNull(FieldValues values, int field) {
        String text = values.textOrNull(field);
        return text == null || text.isEmpty() ? null : text;
    }

    static String notEmpty(FieldValues values, int field, String what) {
        String text = textOrNull(values, field);
        if (text == null) {
            throw new IllegalArgumentException("its " + what + " is missing or empty");
        }
        return text;
    }
}
