package io.millrace.local.evaluate;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Results as one HTML page that needs nothing else: curves, table, columns. */
public final class HtmlPage {
    private static final int COLOURS = 10;
    private static final int MOST_COLUMNS = 200;

    private final Dataset data;
    private final EvaluationPlan plan;
    private final List<Result> results;

    public HtmlPage(Dataset data, EvaluationPlan plan, List<Result> results) {
        this.data = data;
        this.plan = plan;
        this.results = results;
    }

    /** The page. */
    public String text() {
        List<CurveChart> charts = subjects().stream()
                .map(subject -> new CurveChart(subject, results))
                .toList();
        StringBuilder sections = new StringBuilder();
        for (CurveChart chart : charts) {
            sections.append("<section>\n<h2>")
                    .append(escaped(chart.subject().title()))
                    .append("</h2>\n<p class=\"note\">")
                    .append(escaped(chart.subject().note()))
                    .append("</p>\n<div class=\"chart\">\n")
                    .append(chart.svg())
                    .append("<div class=\"tip\"></div></div>\n</section>\n");
        }
        String file = String.valueOf(data.file().getFileName());
        return resource("page.html")
                .replace("{{style}}", resource("page.css"))
                .replace(
                        "{{title}}",
                        escaped(results.size() == 1 ? results.get(0).learner() + " on " + file : file))
                .replace("{{facts}}", facts())
                .replace("{{legend}}", legend(charts.get(0)))
                .replace("{{charts}}", sections)
                .replace("{{table}}", table())
                .replace("{{parameters}}", parameters())
                .replace("{{columns}}", columns())
                .replace("{{script}}", resource("page.js"))
                .replace("{{data}}", json(charts));
    }

    private List<CurveChart.Subject> subjects() {
        String last = String.format(Locale.ROOT, "the last %,d rows", plan.window(data.rows()));
        if (data.task() == Task.CLASSIFICATION) {
            List<String> baselines = List.of("windowNoChangeAccuracy", "windowMajorityAccuracy");
            return List.of(
                    new CurveChart.Subject(
                            "recent",
                            "Accuracy now",
                            "Share of hits in " + last + ".",
                            "windowAccuracy",
                            baselines,
                            true),
                    new CurveChart.Subject(
                            "total",
                            "Accuracy so far",
                            "Share of hits since the first row.",
                            "accuracy",
                            List.of(),
                            true));
        }
        return List.of(
                new CurveChart.Subject(
                        "recent",
                        "Mean absolute error now",
                        "Over " + last + ", in units of the target; less is better.",
                        "windowMae",
                        List.of("windowNoChangeMae", "windowMeanMae"),
                        false),
                new CurveChart.Subject(
                        "total",
                        "R\u00b2 so far",
                        "Since the first row: 1 is right, 0 as good as the mean of all targets. Below -0.25 it is cut off.",
                        "r2",
                        List.of(),
                        false));
    }

    /** A colour for each learner, or grey for one that is a baseline; colours come again as broken lines. */
    static List<String> styles(List<Result> results) {
        List<String> styles = new ArrayList<>();
        int coloured = 0;
        for (Result result : results) {
            switch (result.learner()) {
                case "no-change" -> styles.add("base0");
                case "majority-class", "mean" -> styles.add("base1");
                default -> {
                    styles.add("c" + coloured % COLOURS + (coloured / COLOURS % 2 == 1 ? " again" : ""));
                    coloured++;
                }
            }
        }
        return styles;
    }

    static String baseline(String series) {
        return series.contains("NoChange") ? "no change" : series.contains("Majority") ? "majority class" : "mean";
    }

    private String facts() {
        List<String> facts = new ArrayList<>();
        facts.add(data.task().title() + " of <b>" + escaped(data.target()) + "</b>");
        facts.add(String.format(Locale.ROOT, "%,d rows", data.rows()));
        facts.add(data.schema().size() + " features");
        if (!data.classes().isEmpty()) {
            facts.add(data.classes().size() + " classes");
        }
        facts.add(
                plan.delay() == 0
                        ? "labels at once"
                        : String.format(Locale.ROOT, "labels %,d rows late", plan.delay()));
        if (!plan.steps().isEmpty()) {
            facts.add("after "
                    + plan.steps().stream().map(step -> escaped(step.text())).collect(Collectors.joining(", ")));
        }
        facts.add("seed " + plan.seed());
        return facts.stream().map(fact -> "<span>" + fact + "</span>").collect(Collectors.joining());
    }

    private static String legend(CurveChart chart) {
        StringBuilder legend = new StringBuilder();
        for (int i = 0; i < chart.lines().size(); i++) {
            CurveChart.Line line = chart.lines().get(i);
            legend.append(String.format(
                    "<button type=\"button\" data-line=\"%d\" aria-pressed=\"true\"><svg viewBox=\"0 0 22 8\"><path"
                            + " class=\"line %s\" d=\"M1 4L21 4\"/></svg>%s</button>",
                    i, line.style(), escaped(line.name())));
        }
        return legend.toString();
    }

    private String table() {
        String[] titles = Shown.titles(data.task());
        StringBuilder table = new StringBuilder("<thead><tr>");
        for (String title : titles) {
            table.append("<th>").append(escaped(title)).append("</th>");
        }
        table.append("</tr></thead><tbody>\n");
        List<String[]> rows =
                results.stream().map(result -> Shown.cells(data.task(), result)).toList();
        for (int i = 0; i < rows.size(); i++) {
            table.append("<tr>");
            for (int j = 0; j < titles.length; j++) {
                String swatch = j == 0 ? "<i class=\"swatch " + styles(results).get(i) + "\"></i>" : "";
                boolean best = rows.size() > 1 && bestOf(j).contains(i);
                table.append(best ? "<td class=\"best\">" : "<td>")
                        .append(swatch)
                        .append(escaped(rows.get(i)[j]))
                        .append("</td>");
            }
            table.append("</tr>\n");
        }
        for (String[] row : Shown.baselines(data.task(), results.get(0))) {
            table.append("<tr class=\"baseline\">");
            for (String cell : row) {
                table.append("<td>").append(escaped(cell)).append("</td>");
            }
            table.append("</tr>\n");
        }
        return table.append("</tbody>").toString();
    }

    /** Which learners are the best by the figure in this column of the table. */
    private Set<Integer> bestOf(int column) {
        Set<Integer> best = new HashSet<>();
        double most = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < results.size() && column > 0; i++) {
            double merit = Shown.merit(data.task(), column, results.get(i));
            if (merit > most) {
                best.clear();
                most = merit;
            }
            if (merit == most) {
                best.add(i);
            }
        }
        return best;
    }

    private String parameters() {
        StringBuilder list = new StringBuilder();
        for (Result result : results) {
            list.append("<tr><td>").append(escaped(result.learner())).append("</td><td>");
            list.append(result.choice().parameters().entrySet().stream()
                    .map(entry -> (result.choice().values().containsKey(entry.getKey()) ? "<b>" : "<span>")
                            + escaped(entry.getKey() + " " + entry.getValue())
                            + (result.choice().values().containsKey(entry.getKey()) ? "</b>" : "</span>"))
                    .collect(Collectors.joining(", ")));
            list.append("</td></tr>\n");
        }
        return list.toString();
    }

    private String columns() {
        StringBuilder rows = new StringBuilder();
        int shown = Math.min(MOST_COLUMNS, data.columns().size());
        for (Column column : data.columns().subList(0, shown)) {
            rows.append(String.format(
                    Locale.ROOT,
                    "<tr><td>%s%s</td><td>%s</td><td>%s</td><td>%s</td></tr>%n",
                    escaped(column.name()),
                    column.target() ? " <em>target</em>" : "",
                    column.kind().title(),
                    column.missing() == 0 ? "" : String.format(Locale.ROOT, "%,d", column.missing()),
                    escaped(column.detail())));
        }
        int left = data.columns().size() - shown;
        return left == 0 ? rows.toString() : rows + "<tr><td colspan=\"4\">and " + left + " more</td></tr>";
    }

    /** What the script shows of the charts under the pointer. */
    private static String json(List<CurveChart> charts) {
        StringBuilder json = new StringBuilder("{\"rows\":");
        json.append(java.util.Arrays.toString(charts.get(0).rows()).replace(" ", ""))
                .append(",\"charts\":{");
        json.append(charts.stream()
                .map(chart -> "\"" + chart.subject().id() + "\":{\"percent\":"
                        + chart.subject().percent() + ",\"lines\":["
                        + chart.lines().stream().map(HtmlPage::json).collect(Collectors.joining(",")) + "]}")
                .collect(Collectors.joining(",")));
        return json.append("}}").toString();
    }

    private static String json(CurveChart.Line line) {
        StringBuilder values = new StringBuilder();
        for (double value : line.values()) {
            values.append(values.isEmpty() ? "" : ",")
                    .append(Double.isFinite(value) ? String.format(Locale.ROOT, "%.5g", value) : "null");
        }
        return "{\"name\":\"" + escaped(line.name()) + "\",\"style\":\"" + line.style() + "\",\"values\":[" + values
                + "]}";
    }

    static String escaped(String text) {
        String result = text;
        for (Map.Entry<String, String> entry : List.of(
                Map.entry("&", "&amp;"), Map.entry("<", "&lt;"), Map.entry(">", "&gt;"), Map.entry("\"", "&quot;"))) {
            result = result.replace(entry.getKey(), entry.getValue());
        }
        return result;
    }

    private static String resource(String name) {
        try (InputStream in = HtmlPage.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("the resource " + name + " is missing");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
