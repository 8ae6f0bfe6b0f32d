package io.millrace.local.example;

import io.millrace.common.job.Job;
import io.millrace.jobs.classification.OnlineClassificationJob;
import io.millrace.jobs.regression.OnlineRegressionJob;
import io.millrace.local.evaluate.Choice;
import io.millrace.local.evaluate.Column;
import io.millrace.local.evaluate.Dataset;
import io.millrace.local.evaluate.EvaluationPlan;
import io.millrace.local.evaluate.Task;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * One example.
 *
 * @param name on the command line
 * @param title what it is about
 * @param file the data set, in the folder of all of them
 * @param made makes a stream of the same shape
 * @param task what is predicted
 * @param topic where rows go
 * @param json whether they are JSON objects; else CSV lines
 * @param delay after how many further rows a row's label is known; 0 for at once, in the row itself
 * @param learner its name
 * @param parallelism of the job
 */
record Scenario(
        String name,
        String title,
        String file,
        Supplier<MadeTable> made,
        Task task,
        String topic,
        boolean json,
        int delay,
        String learner,
        int parallelism) {
    static final long LEAST_ROWS = 100;
    static final String RESULTS = "predictions";
    static final String EVALUATION = RESULTS + ".evaluation";
    static final String GROUP = "millrace-example";

    private static final String LABELS = "labels";
    /** With labels of their own, rows wait until it is clear that none comes before them: 2 s, and those of them. */
    private static final int HELD_BACK = 4;

    /** How long a line with names may become, about. */
    private static final int LINE = 90;

    static final List<Scenario> ALL = List.of(
            new Scenario(
                    "house-prices",
                    "prices of houses in California",
                    "regression/california_housing.csv.gz",
                    MadeHouses::new,
                    Task.REGRESSION,
                    "houses",
                    false,
                    0,
                    "auto",
                    1),
            new Scenario(
                    "electricity",
                    "whether the price of electricity is above its mean of the last day",
                    "classification/elec.csv.gz",
                    MadeElectricity::new,
                    Task.CLASSIFICATION,
                    "market",
                    true,
                    0,
                    "auto",
                    1),
            new Scenario(
                    "intrusion",
                    "attacks among network connections",
                    "network/nsl_kdd_train_20percent.csv.gz",
                    MadeIntrusions::new,
                    Task.CLASSIFICATION,
                    "connections",
                    true,
                    0,
                    "adaptive-random-forest",
                    2),
            new Scenario(
                    "phishing",
                    "web sites that phish, known as such 1,000 sites later",
                    "classification/phishing.csv.gz",
                    MadeSites::new,
                    Task.CLASSIFICATION,
                    "sites",
                    true,
                    1_000,
                    "logistic-regression",
                    1));

    Path in(Path folder) {
        return folder.resolve(file).toAbsolutePath().normalize();
    }

    Job job() {
        return task == Task.REGRESSION ? new OnlineRegressionJob() : new OnlineClassificationJob();
    }

    String labelTopic() {
        return LABELS;
    }

    /** The topics that the job reads. */
    List<String> sources() {
        return delay == 0 ? List.of(topic) : List.of(topic, LABELS);
    }

    /** How many rows are predicted only when the job ends. */
    int heldBack() {
        return delay == 0 ? 0 : HELD_BACK;
    }

    /** What {@code evaluate} does with the file to get the same. */
    EvaluationPlan plan() {
        return new EvaluationPlan(Choice.of(task.role(), learner, "--learner", Map.of()), List.of(), delay, 1);
    }

    /** The whole configuration of the job, as YAML. */
    String configuration(Dataset data, String bootstrapServers, Path output) {
        String servers = "bootstrap-servers: [\"" + bootstrapServers + "\"]";
        StringBuilder yaml = new StringBuilder("source:\n  type: kafka\n");
        if (json) {
            yaml.append("  format: json\n");
        } else {
            yaml.append("  format: csv\n  csv:\n    columns: [")
                    .append(names(data.columns()))
                    .append("]\n");
        }
        yaml.append("  kafka: {" + servers + ", topics: [" + topic + "], group: " + GROUP + "}\n");
        if (delay > 0) {
            yaml.append("labels:\n  type: kafka\n  format: json\n  kafka: {" + servers + ", topics: [" + LABELS
                    + "], group: " + GROUP + "}\n  time: known_at\n  wait: 1 d\n");
            yaml.append("order: event-time\n");
        }
        if (json) {
            yaml.append(fields(data));
        }
        if (!learner.equals("auto")) {
            yaml.append("learner: {name: " + learner + "}\n");
        }
        yaml.append("job: {parallelism: " + parallelism + "}\n");
        return yaml.append("sink:\n  type: [kafka, files]\n  kafka: {" + servers + ", topic: " + RESULTS
                        + "}\n  files: {path: \"" + output.toUri() + "\"}\n")
                .append("flink: {execution.checkpointing.interval: 1 s}\n")
                .toString();
    }

    private String fields(Dataset data) {
        List<Column> features =
                data.columns().stream().filter(column -> !column.target()).toList();
        StringBuilder yaml = new StringBuilder("fields:\n");
        if (delay > 0) {
            yaml.append("  id: id\n  time: time\n");
        }
        yaml.append("  features: [").append(names(features)).append("]\n");
        List<Column> nominal = features.stream()
                .filter(column -> column.kind() == Column.Kind.NOMINAL)
                .toList();
        if (!nominal.isEmpty()) {
            yaml.append("  nominal: [").append(names(nominal)).append("]\n");
        }
        return yaml.toString();
    }

    /** With commas between, broken into lines. */
    private static String names(List<Column> columns) {
        StringBuilder text = new StringBuilder();
        int length = 0;
        for (Column column : columns) {
            if (length > 0) {
                text.append(length > LINE ? ",\n             " : ", ");
                length = length > LINE ? 1 : length;
            }
            text.append(column.name());
            length += column.name().length() + 2;
        }
        return text.toString();
    }
}
