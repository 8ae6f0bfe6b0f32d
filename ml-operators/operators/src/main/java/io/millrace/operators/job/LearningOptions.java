package io.millrace.operators.job;

import io.millrace.common.job.JobOptions;
import io.millrace.common.options.Option;
import io.millrace.common.options.Options;
import io.millrace.common.options.Settings;
import io.millrace.learners.evaluation.Horizon;
import io.millrace.operators.Evaluations;
import io.millrace.operators.LearningSettings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.MemorySize;

/** The options of jobs that learn. What they mean together is in {@link LearningSetup}. */
final class LearningOptions {
    /** In which order models learn. */
    enum Order {
        ARRIVAL,
        EVENT_TIME
    }

    /** The input of labels that come from a source of their own. */
    static final String LABELS = "labels";
    /** The input of requests for exports. */
    static final String EXPORT_REQUESTS = "export-requests";
    /** The input of models to begin with. */
    static final String WARM_START = "warm-start";
    /** The input of models that another job learns. */
    static final String SERVE = "serve";

    static final List<String> INPUTS = List.of(LABELS, EXPORT_REQUESTS, WARM_START, SERVE);

    /** Stands for no drift detector. */
    static final String NONE = "none";

    static final Option<List<String>> FEATURES = Options.textList("fields.features")
            .optional(
                    "Fields that predictions are made from. By default all of source.csv.columns that nothing else uses;"
                            + " required otherwise.");
    static final Option<List<String>> NOMINAL = Options.textList("fields.nominal")
            .defaultsTo(List.of(), "Those of the features that are names, such as a protocol; the others are numbers.");
    static final Option<String> TARGET = Options.text("fields.target")
            .notBlank()
            .defaultsTo(
                    "target",
                    "Field with what is to be predicted. A record without it is predicted alone. With labels.type or serve.type"
                            + " records have none unless this is set.");
    static final Option<String> KEY = Options.text("fields.key")
            .notBlank()
            .optional("Field whose every value has a model of its own. One model for all records where not set.");
    static final Option<String> TIME = Options.text("fields.time")
            .notBlank()
            .optional(
                    "Field with the time of the event: ISO 8601, or a number as time.unit says. The clock where not set.");
    static final Option<String> ID = Options.text("fields.id")
            .notBlank()
            .optional("Field that tells a record from others; predictions carry it, and labels that come later.");

    static final Option<String> LEARNER =
            Options.text("learner.name").notBlank().defaultsTo("auto", "Which learner; docs/learners.md lists them.");
    static final Option<Map<String, String>> PARAMETERS = Options.map(
            "learner.parameters", "A parameter of the learner, such as learner.parameters.members: 20 of a forest.");
    static final Option<Long> SEED =
            Options.longInteger("learner.seed").defaultsTo(1, "Decides what the learner draws by lot.");

    static final Option<Duration> LABELS_WAIT = Options.duration("labels.wait")
            .atLeast(Duration.ofMillis(1))
            .optional("How long, by the records' time, a record waits for a label that comes later, and a label for its"
                    + " record. Labels then come from labels.type, or else in the same stream: a record with id and target"
                    + " and without any feature is one.");
    static final Option<String> LABELS_ID = Options.text("labels.id")
            .notBlank()
            .optional("A label's field with the record's id; fields.id by default.");
    static final Option<String> LABELS_TARGET = Options.text("labels.target")
            .notBlank()
            .optional("A label's field with the target; fields.target by default.");
    static final Option<String> LABELS_TIME = Options.text("labels.time")
            .notBlank()
            .optional("A label's field with the time at which it was known; fields.time by default.");

    static final Option<Order> ORDER = Options.choice("order", Order.class)
            .defaultsTo(
                    Order.ARRIVAL,
                    "In which order records are learned: as they come, or by event time, held back until the watermark"
                            + " passes them.");

    static final Option<MemorySize> CACHE = Options.memory("models.cache")
            .atLeast(MemorySize.ofMebiBytes(1))
            .defaultsTo(
                    LearningSettings.DEFAULT.cache(),
                    "How much memory live models of a subtask take; the others wait in the state backend.");
    static final Option<Duration> IDLE = Options.duration("models.idle")
            .atLeast(Duration.ZERO)
            .defaultsTo(
                    Duration.ZERO,
                    "How long after its last record, by the records' time, a key's model is forgotten; 0 s is never.");
    static final Option<Long> MAX_MODELS = Options.longInteger("models.max")
            .atLeast(1)
            .defaultsTo(
                    LearningSettings.DEFAULT.maxModels(),
                    "How many models a subtask has at most. Records of further keys go to the side output refused.");
    static final Option<MemorySize> MAX_SIZE = Options.memory("models.max-size")
            .atLeast(MemorySize.ofMebiBytes(1))
            .defaultsTo(
                    LearningSettings.DEFAULT.maxModelBytes(),
                    "How many bytes all models of a subtask take at most. Records of further keys go to refused above it.");
    static final Option<Duration> EXPORT_INTERVAL = Options.duration("models.export-interval")
            .atLeast(Duration.ZERO)
            .defaultsTo(
                    Duration.ZERO,
                    "How often models that have learned since go to the side output models, by the clock; 0 s is never.");
    static final Option<Boolean> EXPORT_AT_END = Options.bool("models.export-at-end")
            .defaultsTo(false, "Whether all models go to the side output models when bounded input ends.");
    static final Option<Integer> AVERAGE_EVERY = Options.integer("models.average-every")
            .atLeast(0)
            .defaultsTo(
                    0,
                    "For one linear model of all records: every subtask learns its share, and models are averaged after so"
                            + " many records of each. With 0 one subtask learns all.");

    static final Option<Integer> EVERY = Options.integer("evaluation.every")
            .atLeast(0)
            .defaultsTo(
                    Evaluations.Settings.DEFAULT.every(),
                    "After how many labelled predictions figures go to the side output evaluation; 0 for no evaluation.");
    static final Option<Integer> WINDOW = Options.integer("evaluation.window")
            .atLeast(1)
            .atMost(Horizon.MAX_WINDOW)
            .defaultsTo(
                    Evaluations.Settings.DEFAULT.window(),
                    "Of how many of the last labelled predictions the figures of horizon window are.");
    static final Option<Double> FADING = Options.decimal("evaluation.fading")
            .above(0)
            .below(1)
            .defaultsTo(
                    Evaluations.Settings.DEFAULT.fading(),
                    "By which factor an earlier prediction counts less in horizon fading, with every further one.");
    static final Option<Boolean> PER_MODEL = Options.bool("evaluation.per-model")
            .defaultsTo(false, "Whether every key's model has figures and alarms too, besides all together.");
    static final Option<String> DETECTOR = Options.text("evaluation.drift-detector")
            .notBlank()
            .defaultsTo(
                    Evaluations.Settings.DEFAULT.detector(),
                    "Which drift detector watches the errors, for the side output drift; none for none.");

    static final List<Option<?>> ALL = List.of(
            FEATURES,
            NOMINAL,
            TARGET,
            KEY,
            TIME,
            ID,
            LEARNER,
            PARAMETERS,
            SEED,
            LABELS_WAIT,
            LABELS_ID,
            LABELS_TARGET,
            LABELS_TIME,
            ORDER,
            CACHE,
            IDLE,
            MAX_MODELS,
            MAX_SIZE,
            EXPORT_INTERVAL,
            EXPORT_AT_END,
            AVERAGE_EVERY,
            EVERY,
            WINDOW,
            FADING,
            PER_MODEL,
            DETECTOR);

    private LearningOptions() {}

    /** Whether records have a target: in a job that serves, or that has labels of their own source, only where they say so. */
    static boolean recordsHaveTargets(Settings settings) {
        return settings.isSet(TARGET) || !reads(SERVE, settings) && !reads(LABELS, settings);
    }

    /** Whether anything tells what was right. */
    static boolean hasTargets(Settings settings) {
        return recordsHaveTargets(settings) || reads(LABELS, settings);
    }

    /** Whether an input is read: where the settings give its type. */
    static boolean reads(String input, Settings settings) {
        return settings.isSet(JobOptions.inputType(input));
    }
}
