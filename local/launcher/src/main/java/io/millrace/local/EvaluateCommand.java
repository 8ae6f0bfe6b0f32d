package io.millrace.local;

import io.millrace.learners.LearnerType;
import io.millrace.local.evaluate.Choice;
import io.millrace.local.evaluate.Dataset;
import io.millrace.local.evaluate.EvaluationPlan;
import io.millrace.local.evaluate.Evaluator;
import io.millrace.local.evaluate.HtmlPage;
import io.millrace.local.evaluate.Result;
import io.millrace.local.evaluate.ResultText;
import io.millrace.local.evaluate.TableFile;
import io.millrace.local.evaluate.Task;
import io.millrace.local.runtime.LocalException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

@Command(
        name = "evaluate",
        description = "Tries learners on a table: each row is predicted, then learned.",
        customSynopsis = "millrace evaluate --task TASK --learner NAME[,NAME...]|all --input FILE [OPTION]...%n"
                + "                         [--learner.PARAMETER VALUE]...%n",
        footer = {
            "",
            "--learner.PARAMETER VALUE sets a parameter of all learners that have it, --learner.NAME.PARAMETER VALUE of"
                    + " one; --features.PARAMETER and --features.STEP.PARAMETER likewise. Which learners, steps and"
                    + " parameters there are: millrace learners [NAME].",
            "",
            "The last lines of the output are one JSON object for each learner."
        })
final class EvaluateCommand implements Callable<Integer> {
    private static final List<String> DOTTED = List.of("--learner", "--features");

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Option(names = "--task", required = true, paramLabel = "TASK", description = "classification or regression.")
    private String task = "";

    @Option(
            names = "--learner",
            required = true,
            paramLabel = "NAME",
            description = "Learners to try, with commas between, or all.")
    private String learner = "";

    @Option(
            names = "--input",
            required = true,
            paramLabel = "FILE",
            description = "CSV with a header, plain or gzip; an empty field is a missing value.")
    private String input = "";

    @Option(names = "--target", paramLabel = "COLUMN", description = "Column to predict (default: the last one).")
    private String target = "";

    @Option(
            names = "--nominal",
            paramLabel = "COLUMN,...",
            description = "Columns that are names even if they look like numbers.")
    private String nominal = "";

    @Option(
            names = "--numeric",
            paramLabel = "COLUMN,...",
            description = "Columns that are numbers; anything else in them is an error.")
    private String numeric = "";

    @Option(names = "--features", paramLabel = "STEP,...", description = "What is done to the features first.")
    private String features = "";

    @Option(
            names = "--delay",
            paramLabel = "ROWS",
            description = "Learn a row only after so many further rows were predicted (default: 0).")
    private int delay;

    @Option(names = "--seed", paramLabel = "NUMBER", description = "Of what learners draw by lot (default: 1).")
    private long seed = 1;

    @Option(names = "--limit", paramLabel = "ROWS", description = "Read so many rows at most.")
    private long limit = Long.MAX_VALUE;

    @Option(names = "--delimiter", paramLabel = "CHAR", description = "What is between fields (default: a comma).")
    private char delimiter = ',';

    @Option(names = "--curve", paramLabel = "FILE", description = "Write the learning curves there, as CSV.")
    private String curve = "";

    @Option(names = "--html", paramLabel = "FILE", description = "Write a page with curves and tables there.")
    private String html = "";

    @Parameters(hidden = true)
    private List<String> others = new ArrayList<>();

    @Override
    public Integer call() {
        Map<String, Map<String, String>> dotted = dotted();
        Task what = Task.of(task);
        List<Choice> steps = features.isEmpty()
                ? List.of()
                : Choice.of(
                        LearnerType.Role.TRANSFORMER,
                        features,
                        "--features",
                        dotted.getOrDefault("--features", Map.of()));
        EvaluationPlan plan = new EvaluationPlan(
                Choice.of(what.role(), learner, "--learner", dotted.getOrDefault("--learner", Map.of())),
                steps,
                delay,
                seed);
        if (features.isEmpty() && dotted.containsKey("--features")) {
            throw new IllegalArgumentException("--features names no steps to have parameters");
        }
        if (limit < 1) {
            throw new IllegalArgumentException("--limit is at least 1, not " + limit);
        }
        if (delimiter > 127 || "\"\n\r".indexOf(delimiter) >= 0) {
            throw new IllegalArgumentException("--delimiter is one ASCII character other than a quote");
        }
        TableFile table =
                new TableFile(path(input, "--input"), what, target, names(nominal), names(numeric), limit, delimiter);
        writable(curve, "--curve");
        writable(html, "--html");
        evaluate(table.read(), plan);
        return 0;
    }

    private void evaluate(Dataset data, EvaluationPlan plan) {
        PrintWriter out = spec.commandLine().getOut();
        ResultText text = new ResultText(data, plan);
        out.println(text.columns());
        out.flush();
        List<Result> results;
        try (ProgressBar bar = ProgressBar.onTerminal()) {
            results = new Evaluator(data, plan, bar::at).run();
        }
        out.println(text.table(results));
        if (!curve.isEmpty()) {
            write(curve, text.curves(results));
            out.println("curves: " + curve);
        }
        if (!html.isEmpty()) {
            write(html, new HtmlPage(data, plan, results).text());
            out.println("page: " + html);
        }
        results.forEach(result -> out.println(text.json(result)));
        out.flush();
    }

    /** What is neither an option of this command nor a stray word: parameters of learners and steps. */
    private Map<String, Map<String, String>> dotted() {
        Map<String, Map<String, String>> found = new LinkedHashMap<>();
        for (int i = 0; i < others.size(); i++) {
            String argument = others.get(i);
            String option = DOTTED.stream()
                    .filter(each -> argument.startsWith(each + "."))
                    .findFirst()
                    .orElseThrow(() -> new UnmatchedArgumentException(spec.commandLine(), List.of(argument)));
            int equals = argument.indexOf('=');
            String key = argument.substring(option.length() + 1, equals < 0 ? argument.length() : equals);
            if (equals < 0 && ++i == others.size()) {
                throw new ParameterException(spec.commandLine(), argument + " needs a value");
            }
            String value = equals < 0 ? others.get(i) : argument.substring(equals + 1);
            if (equals < 0 && value.startsWith("--")) {
                throw new ParameterException(spec.commandLine(), argument + " needs a value, found " + value);
            }
            found.computeIfAbsent(option, o -> new LinkedHashMap<>()).put(key, value);
        }
        return found;
    }

    private static Set<String> names(String list) {
        Set<String> names = new LinkedHashSet<>();
        for (String name : list.split(",", -1)) {
            if (!name.isBlank()) {
                names.add(name.strip());
            }
        }
        return names;
    }

    private static Path path(String name, String option) {
        try {
            return Path.of(name);
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException(option + ": not a file name: " + name, e);
        }
    }

    /** Fails before any work is done, not after it. */
    private static void writable(String name, String option) {
        if (name.isEmpty()) {
            return;
        }
        Path file = path(name, option).toAbsolutePath();
        Path folder = file.getParent();
        if (Files.isDirectory(file)) {
            throw new IllegalArgumentException(option + ": " + name + " is a folder");
        } else if (folder == null || !Files.isDirectory(folder)) {
            throw new IllegalArgumentException(option + ": there is no folder " + folder);
        } else if (!Files.isWritable(Files.exists(file) ? file : folder)) {
            throw new IllegalArgumentException(option + ": not permitted to write " + name);
        }
    }

    private static void write(String name, String text) {
        try {
            Files.writeString(Path.of(name), text);
        } catch (IOException e) {
            throw new LocalException("cannot write " + name + ": " + e.getMessage());
        }
    }
}
