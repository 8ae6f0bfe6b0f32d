package io.millrace.local.evaluate;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.millrace.learners.evaluation.LearningCurve;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Results as text: tables for people, JSON and CSV for programs. */
public final class ResultText {
    private static final int MOST_COLUMNS = 40;

    private final Dataset data;
    private final EvaluationPlan plan;

    public ResultText(Dataset data, EvaluationPlan plan) {
        this.data = data;
        this.plan = plan;
    }

    /** What was read: rows, target, and each column with its type. */
    public String columns() {
        StringBuilder text = new StringBuilder(headline()).append('\n');
        List<String[]> rows = new ArrayList<>();
        rows.add(new String[] {"column", "type", "missing", "values"});
        for (Column column :
                data.columns().subList(0, Math.min(MOST_COLUMNS, data.columns().size()))) {
            rows.add(new String[] {
                column.name() + (column.target() ? " (target)" : ""),
                column.kind().title(),
                column.missing() == 0 ? "" : String.format(Locale.ROOT, "%,d", column.missing()),
                column.detail()
            });
        }
        text.append(aligned(rows, List.of(2)));
        int left = data.columns().size() - MOST_COLUMNS;
        return left > 0 ? text.append("  and ").append(left).append(" more\n").toString() : text.toString();
    }

    /** One line on what is evaluated. */
    public String headline() {
        return String.format(
                Locale.ROOT,
                "%s of %s: %,d rows, %d features%s, delay %d, seed %d",
                data.task().title(),
                data.file(),
                data.rows(),
                data.schema().size(),
                data.classes().isEmpty() ? "" : ", " + data.classes().size() + " classes",
                plan.delay(),
                plan.seed());
    }

    /** One line for each learner, and one for each baseline. */
    public String table(List<Result> results) {
        List<String[]> rows = new ArrayList<>();
        rows.add(Shown.titles(data.task()));
        for (Result result : results) {
            rows.add(Shown.cells(data.task(), result));
        }
        rows.addAll(Shown.baselines(data.task(), results.get(0)));
        List<Integer> right = new ArrayList<>();
        for (int i = 1; i < rows.get(0).length; i++) {
            right.add(i);
        }
        return aligned(rows, right);
    }

    /** One JSON object, in one line. */
    public String json(Result result) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
            json.writeStartObject();
            json.writeStringField("learner", result.learner());
            json.writeStringField("task", data.task().title());
            json.writeStringField("input", data.file().toString());
            json.writeStringField("target", data.target());
            json.writeNumberField("rows", result.rows());
            json.writeNumberField("features", data.schema().size());
            if (data.task() == Task.CLASSIFICATION) {
                json.writeNumberField("classes", data.classes().size());
            }
            for (Map.Entry<String, Double> figure : result.figures().entrySet()) {
                if (Double.isFinite(figure.getValue())) {
                    json.writeNumberField(figure.getKey(), significant(figure.getValue()));
                } else {
                    json.writeNullField(figure.getKey());
                }
            }
            json.writeNumberField("instancesPerSecond", Math.round(result.perSecond()));
            json.writeNumberField("microsPerInstance", significant(1e6 / result.perSecond()));
            json.writeNumberField("modelBytes", result.modelBytes());
            json.writeNumberField("window", plan.window(data.rows()));
            json.writeNumberField("delay", plan.delay());
            json.writeNumberField("seed", plan.seed());
            json.writeArrayFieldStart("featureSteps");
            for (Choice step : plan.steps()) {
                json.writeString(step.text());
            }
            json.writeEndArray();
            json.writeObjectFieldStart("parameters");
            for (Map.Entry<String, String> parameter :
                    result.choice().parameters().entrySet()) {
                json.writeStringField(parameter.getKey(), parameter.getValue());
            }
            json.writeEndObject();
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    /** All points of all learners as CSV with a header; a figure that is not there is an empty field. */
    public String curves(List<Result> results) {
        StringBuilder csv = new StringBuilder("learner,rows");
        results.get(0).curve().series().forEach(name -> csv.append(',').append(name));
        csv.append('\n');
        for (Result result : results) {
            for (LearningCurve.Point point : result.curve().points()) {
                csv.append(result.learner()).append(',').append(point.records());
                for (double value : point.values()) {
                    csv.append(',').append(Double.isFinite(value) ? String.valueOf(significant(value)) : "");
                }
                csv.append('\n');
            }
        }
        return csv.toString();
    }

    /** Eight digits: more than any of it means, and no 0.30000000000000004. */
    private static double significant(double value) {
        return value == 0
                ? 0
                : new java.math.BigDecimal(value)
                        .round(new java.math.MathContext(8))
                        .doubleValue();
    }

    private static String aligned(List<String[]> rows, List<Integer> right) {
        int[] widths = new int[rows.get(0).length];
        for (String[] row : rows) {
            for (int i = 0; i < row.length; i++) {
                widths[i] = Math.max(widths[i], row[i].length());
            }
        }
        StringBuilder text = new StringBuilder();
        for (String[] row : rows) {
            StringBuilder line = new StringBuilder(" ");
            for (int i = 0; i < row.length; i++) {
                String blank = " ".repeat(widths[i] - row[i].length());
                line.append(' ')
                        .append(right.contains(i) ? blank + row[i] : row[i] + blank)
                        .append(' ');
            }
            text.append(line.toString().stripTrailing()).append('\n');
        }
        return text.toString();
    }
}
