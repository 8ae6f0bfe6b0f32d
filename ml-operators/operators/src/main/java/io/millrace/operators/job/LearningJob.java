package io.millrace.operators.job;

import static io.millrace.operators.job.LearningOptions.EXPORT_REQUESTS;
import static io.millrace.operators.job.LearningOptions.LABELS;
import static io.millrace.operators.job.LearningOptions.SERVE;
import static io.millrace.operators.job.LearningOptions.WARM_START;

import io.millrace.common.job.Job;
import io.millrace.common.job.JobContext;
import io.millrace.common.options.Option;
import io.millrace.common.options.OptionException;
import io.millrace.common.options.Settings;
import io.millrace.common.record.RecordFormat;
import io.millrace.operators.DelayedLabels;
import io.millrace.operators.DriftAlarm;
import io.millrace.operators.Evaluation;
import io.millrace.operators.Evaluations;
import io.millrace.operators.Example;
import io.millrace.operators.ExampleOrder;
import io.millrace.operators.ExportRequest;
import io.millrace.operators.GlobalLearning;
import io.millrace.operators.KeyedLearning;
import io.millrace.operators.Label;
import io.millrace.operators.Learned;
import io.millrace.operators.LearningSettings;
import io.millrace.operators.ModelRecord;
import io.millrace.operators.ModelSpec;
import io.millrace.operators.ModelSpec.Task;
import io.millrace.operators.Prediction;
import io.millrace.operators.RejectedModel;
import io.millrace.operators.Serving;
import io.millrace.operators.job.LearningOptions.Order;
import java.util.List;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.jspecify.annotations.Nullable;

/**
 * A job that predicts, and learns from what then proves right: from records with named fields to predictions, figures, drift
 * alarms and models. A job proper says for which task.
 */
public abstract class LearningJob implements Job {
    /** The side output of figures. */
    public static final String EVALUATION = "evaluation";
    /** The side output of drift alarms. */
    public static final String DRIFT = "drift";
    /** The side output of models. */
    public static final String MODELS = "models";
    /** The side output of records whose labels did not come in time. */
    public static final String UNLABELLED = "unlabelled";
    /** The side output of labels whose records did not come in time. */
    public static final String UNMATCHED_LABELS = "unmatched-labels";
    /** The side output of records for which there is no model. */
    public static final String REFUSED = "refused";
    /** The side output of models that a job that serves did not take. */
    public static final String REJECTED_MODELS = "rejected-models";

    private final Task task;

    protected LearningJob(Task task) {
        this.task = task;
    }

    @Override
    public final List<Option<?>> options() {
        return LearningOptions.ALL;
    }

    @Override
    public final List<String> inputs() {
        return LearningOptions.INPUTS;
    }

    @Override
    public final boolean readsAllAtOnce(String input) {
        return input.equals(WARM_START);
    }

    @Override
    public final List<String> sideOutputs() {
        return List.of(EVALUATION, DRIFT, MODELS, UNLABELLED, UNMATCHED_LABELS, REFUSED, REJECTED_MODELS);
    }

    @Override
    public final boolean writes(String sideOutput, Settings settings) {
        boolean learns = !reads(SERVE, settings);
        boolean evaluates = settings.get(LearningOptions.EVERY) > 0 && LearningOptions.hasTargets(settings);
        return switch (sideOutput) {
            case EVALUATION -> evaluates;
            case DRIFT -> evaluates && !settings.get(LearningOptions.DETECTOR).equals(LearningOptions.NONE);
            case MODELS ->
                learns
                        && (!settings.get(LearningOptions.EXPORT_INTERVAL).isZero()
                                || settings.get(LearningOptions.EXPORT_AT_END)
                                || reads(EXPORT_REQUESTS, settings));
            case UNLABELLED, UNMATCHED_LABELS -> learns && settings.isSet(LearningOptions.LABELS_WAIT);
            case REFUSED -> !learns || settings.isSet(LearningOptions.KEY);
            case REJECTED_MODELS -> !learns;
            default -> true;
        };
    }

    @Override
    public final boolean onlyLatestMatters(String sideOutput) {
        return sideOutput.equals(MODELS);
    }

    @Override
    public final void validate(Settings settings) {
        LearningSetup.of(task, settings);
    }

    @Override
    public final void wire(JobContext job) {
        LearningSetup setup = LearningSetup.of(task, job.settings());
        Inputs inputs = inputs(job, setup);
        if (reads(SERVE, job.settings())) {
            serve(job, setup, inputs);
        } else {
            learn(job, setup, inputs);
        }
    }

    /** What comes in: labels are {@code null} where they come with the records. */
    private record Inputs(
            DataStream<Example> examples,
            RecordFormat<Example> format,
            @Nullable DataStream<Label> labels,
            RecordFormat<Label> labelFormat) {}

    private Inputs inputs(JobContext job, LearningSetup setup) {
        boolean ownSource = reads(LABELS, job.settings());
        boolean sameStream = setup.labelsWait().isPresent() && !ownSource;
        RecordFormat<Example> format = ExampleFormat.of(setup.fields(), task, sameStream);
        RecordFormat<Label> labelFormat = labelFormat(setup.fields(), job.settings());
        DataStream<Example> records = job.read(format);
        if (sameStream) {
            LabelSplit.Parts parts = LabelSplit.of(records);
            return new Inputs(parts.examples(), format, parts.labels(), labelFormat);
        }
        return new Inputs(records, format, ownSource ? job.read(LABELS, labelFormat) : null, labelFormat);
    }

    private void serve(JobContext job, LearningSetup setup, Inputs inputs) {
        Learned served = Serving.of(
                inputs.examples(),
                job.read(SERVE, ModelRecord.FORMAT),
                setup.spec(),
                LearningSetup.models(job.settings(), warmStart(job)),
                setup.keyed());
        job.write(
                served.predictions(),
                PredictionFormat.of(setup.fields(), task, setup.fields().target() != null));
        job.writeSide(REFUSED, served.refused(), inputs.format());
        job.writeSide(REJECTED_MODELS, Serving.rejected(served), RejectedModel.FORMAT);
        evaluate(job, setup, served.predictions(), inputs.labels());
    }

    private static @Nullable WarmStart warmStart(JobContext job) {
        return LearningOptions.reads(WARM_START, job.settings())
                ? new WarmStart(job.readerOfAll(WARM_START, ModelRecord.FORMAT))
                : null;
    }

    private void learn(JobContext job, LearningSetup setup, Inputs inputs) {
        Settings settings = job.settings();
        DataStream<Example> examples = inputs.examples();
        DataStream<Label> labels = inputs.labels();
        if (labels != null) {
            DelayedLabels.Joined joined =
                    DelayedLabels.join(examples, labels, setup.labelsWait().orElseThrow());
            examples = joined.examples();
            job.writeSide(UNLABELLED, joined.unlabelled(), inputs.format());
            job.writeSide(UNMATCHED_LABELS, joined.unmatched(), inputs.labelFormat());
        }
        if (settings.get(LearningOptions.ORDER) == Order.EVENT_TIME) {
            examples = ExampleOrder.byEventTime(examples, setup.keyed());
        }
        Learned learned = learn(job, setup, examples);
        job.write(learned.predictions(), PredictionFormat.of(setup.fields(), task, true));
        if (setup.keyed()) {
            job.writeSide(REFUSED, learned.refused(), inputs.format());
        }
        if (writes(MODELS, settings)) {
            job.writeSide(MODELS, learned.models(), ModelRecord.FORMAT);
        }
        evaluate(job, setup, learned.predictions(), labels);
    }

    private RecordFormat<Label> labelFormat(LearningFields fields, Settings settings) {
        String time = fields.time();
        return LabelFormat.of(
                settings.find(LearningOptions.LABELS_ID)
                        .or(() -> settings.find(LearningOptions.ID))
                        .orElse("id"),
                time == null ? null : settings.find(LearningOptions.LABELS_TIME).orElse(time),
                settings.find(LearningOptions.LABELS_TARGET).orElse(settings.get(LearningOptions.TARGET)),
                task);
    }

    private Learned learn(JobContext job, LearningSetup setup, DataStream<Example> examples) {
        Settings settings = job.settings();
        @Nullable
        DataStream<ExportRequest> requests =
                reads(EXPORT_REQUESTS, settings) ? job.read(EXPORT_REQUESTS, ExportRequest.FORMAT) : null;
        LearningSettings models = LearningSetup.models(settings, warmStart(job));
        try {
            return setup.keyed()
                    ? learnPerKey(examples, setup.spec(), models, requests)
                    : GlobalLearning.of(
                            examples, setup.spec(), models, settings.get(LearningOptions.AVERAGE_EVERY), requests);
        } catch (IllegalArgumentException e) {
            throw OptionException.conflict("models: " + e.getMessage());
        }
    }

    /** From examples to predictions, with a model for each key; for a job that does it in another way. */
    protected Learned learnPerKey(
            DataStream<Example> examples,
            ModelSpec spec,
            LearningSettings models,
            @Nullable DataStream<ExportRequest> requests) {
        return KeyedLearning.of(examples, spec, models, requests);
    }

    private void evaluate(
            JobContext job,
            LearningSetup setup,
            DataStream<Prediction> predictions,
            @Nullable DataStream<Label> labels) {
        if (!writes(EVALUATION, job.settings())) {
            return;
        }
        DataStream<Prediction> scored = labels == null
                ? predictions
                : DelayedLabels.score(predictions, labels, setup.labelsWait().orElseThrow());
        Evaluations.Streams evaluated = Evaluations.of(scored, task, setup.evaluation());
        job.writeSide(EVALUATION, evaluated.figures(), Evaluation.format(task));
        if (writes(DRIFT, job.settings())) {
            job.writeSide(DRIFT, evaluated.alarms(), DriftAlarm.FORMAT);
        }
    }
}
