package io.millrace.operators.job;

import static io.millrace.operators.job.LearningOptions.EXPORT_REQUESTS;
import static io.millrace.operators.job.LearningOptions.LABELS;
import static io.millrace.operators.job.LearningOptions.NONE;
import static io.millrace.operators.job.LearningOptions.SERVE;
import static io.millrace.operators.job.LearningOptions.reads;

import io.millrace.common.codec.WireFormat;
import io.millrace.common.job.JobOptions;
import io.millrace.common.options.NearestKey;
import io.millrace.common.options.Option;
import io.millrace.common.options.OptionException;
import io.millrace.common.options.Settings;
import io.millrace.learners.LearnerType;
import io.millrace.learners.Learners;
import io.millrace.operators.Evaluations;
import io.millrace.operators.LearningSettings;
import io.millrace.operators.ModelReader;
import io.millrace.operators.ModelSpec;
import io.millrace.operators.ModelSpec.Task;
import io.millrace.operators.job.LearningOptions.Order;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the settings of a job that learns come to.
 *
 * @param labelsWait how long records and labels wait for each other; empty where labels come with the records
 * @param evaluation how predictions are evaluated, where they are
 */
record LearningSetup(
        LearningFields fields, ModelSpec spec, Optional<Duration> labelsWait, Evaluations.Settings evaluation) {

    /** @throws OptionException for settings that contradict each other, or say what can't be */
    static LearningSetup of(Task task, Settings settings) {
        if (JobOptions.wireFormat(settings, JobOptions.SOURCE) == WireFormat.TEXT) {
            throw OptionException.notAllowed(
                    JobOptions.sourceFormat(JobOptions.SOURCE), "text", "json or csv: a record has several fields");
        }
        checkServing(settings);
        checkLabels(settings);
        checkOrder(settings);
        LearningFields fields = LearningFields.of(settings);
        checkModels(settings, fields);
        return new LearningSetup(
                fields,
                LearnerChoice.of(task, fields.features(), settings),
                settings.find(LearningOptions.LABELS_WAIT),
                evaluation(settings));
    }

    private static void checkServing(Settings settings) {
        if (!reads(SERVE, settings)) {
            return;
        }
        List<Option<?>> ofLearning = List.of(
                JobOptions.inputType(EXPORT_REQUESTS),
                LearningOptions.EXPORT_INTERVAL,
                LearningOptions.EXPORT_AT_END,
                LearningOptions.AVERAGE_EVERY,
                LearningOptions.ORDER);
        for (Option<?> option : ofLearning) {
            if (settings.isSet(option)) {
                throw OptionException.conflict(option.key() + " contradicts "
                        + JobOptions.inputType(SERVE).key()
                        + ": a job that serves another's models predicts, and learns nothing");
            }
        }
    }

    private static void checkLabels(Settings settings) {
        boolean ownSource = reads(LABELS, settings);
        boolean waits = settings.isSet(LearningOptions.LABELS_WAIT);
        if (ownSource && !waits) {
            throw OptionException.missing(
                    LearningOptions.LABELS_WAIT.key(), "how long records wait for labels of labels.type, such as 1 d");
        }
        if (waits && !settings.isSet(LearningOptions.ID)) {
            throw OptionException.missing(
                    LearningOptions.ID.key(), "labels that come later are brought together with records by it");
        }
        for (Option<?> option :
                List.of(LearningOptions.LABELS_ID, LearningOptions.LABELS_TARGET, LearningOptions.LABELS_TIME)) {
            if (settings.isSet(option) && !ownSource) {
                throw OptionException.conflict(option.key() + " has no meaning without labels.type");
            }
        }
        if (settings.isSet(LearningOptions.LABELS_TIME) && !settings.isSet(LearningOptions.TIME)) {
            throw OptionException.conflict(
                    "labels.time needs fields.time: records and labels wait for each other by one time");
        }
        if (ownSource && JobOptions.wireFormat(settings, LABELS) == WireFormat.TEXT) {
            throw OptionException.notAllowed(
                    JobOptions.sourceFormat(LABELS), "text", "json or csv: a label has several fields");
        }
    }

    private static void checkOrder(Settings settings) {
        if (settings.get(LearningOptions.ORDER) == Order.EVENT_TIME && !settings.isSet(LearningOptions.TIME)) {
            throw OptionException.conflict("order: event-time needs the event times of fields.time");
        }
    }

    private static void checkModels(Settings settings, LearningFields fields) {
        boolean keyed = fields.key() != null;
        if (keyed && settings.get(LearningOptions.AVERAGE_EVERY) > 0) {
            throw OptionException.conflict(
                    "models.average-every contradicts fields.key: it is of one model for all records");
        }
        for (Option<?> option : List.of(
                LearningOptions.IDLE,
                LearningOptions.MAX_MODELS,
                LearningOptions.MAX_SIZE,
                LearningOptions.PER_MODEL)) {
            if (!keyed && settings.isSet(option)) {
                throw OptionException.conflict(
                        option.key() + " has no meaning without fields.key: there is one model, for all records");
            }
        }
    }

    private static Evaluations.Settings evaluation(Settings settings) {
        String detector = settings.get(LearningOptions.DETECTOR);
        List<String> known = Learners.all(LearnerType.Role.DRIFT_DETECTOR).stream()
                .map(LearnerType::name)
                .toList();
        if (!detector.equals(NONE) && !known.contains(detector)) {
            throw OptionException.notAllowed(
                    LearningOptions.DETECTOR,
                    detector,
                    NONE + " or one of " + String.join(", ", known)
                            + NearestKey.among(detector, known)
                                    .map(nearest -> "; the nearest is '" + nearest + "'")
                                    .orElse(""));
        }
        return new Evaluations.Settings(
                Math.max(1, settings.get(LearningOptions.EVERY)),
                settings.get(LearningOptions.WINDOW),
                settings.get(LearningOptions.FADING),
                settings.get(LearningOptions.PER_MODEL),
                detector.equals(NONE) ? "" : detector,
                settings.get(LearningOptions.IDLE));
    }

    /** How models are kept. */
    static LearningSettings models(Settings settings, @Nullable ModelReader warmStart) {
        return new LearningSettings(
                settings.get(LearningOptions.CACHE),
                settings.get(LearningOptions.IDLE),
                settings.get(LearningOptions.MAX_MODELS),
                settings.get(LearningOptions.MAX_SIZE),
                settings.get(LearningOptions.EXPORT_INTERVAL),
                settings.get(LearningOptions.EXPORT_AT_END),
                warmStart);
    }

    boolean keyed() {
        return fields.key() != null;
    }
}
