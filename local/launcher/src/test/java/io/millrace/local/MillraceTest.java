package io.millrace.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.local.runtime.FlinkRest;
import io.millrace.local.runtime.LocalException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.ParseResult;

class MillraceTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void unknownCommandIsRefusedWithTheNearestOne() {
        assertThat(execute("clutser", "start")).isEqualTo(2);
        assertThat(err.toString().strip())
                .startsWith("millrace: no such command: clutser; did you mean cluster")
                .endsWith("(millrace --help tells more)")
                .hasLineCount(1);
    }

    @Test
    void unknownOptionAndWrongTypeAreRefusedInOneLine() {
        assertThat(execute("cluster", "start", "--taskmanager", "2")).isEqualTo(2);
        assertThat(execute("cluster", "start", "--slots", "two")).isEqualTo(2);
        assertThat(err.toString().lines())
                .hasSize(2)
                .anyMatch(line -> line.contains("no such option: --taskmanager; did you mean --taskmanagers"))
                .anyMatch(line -> line.contains("'two'") && line.contains("--slots"));
    }

    @Test
    void countOutOfRangeIsAUsageError() {
        assertThat(execute("cluster", "start", "--taskmanagers", "0")).isEqualTo(2);
        assertThat(err.toString().strip()).isEqualTo("millrace: taskmanagers must be from 1 to 64, not 0");
    }

    @Test
    void commandsThatGroupOthersNameThem() {
        assertThat(execute("cluster")).isEqualTo(2);
        assertThat(execute()).isEqualTo(2);
        assertThat(err.toString()).contains("start, status, stop").contains("demo, example, run, cluster");
    }

    @Test
    void everyCommandHasHelp() {
        for (String command : List.of(
                "cluster", "kafka", "run", "submit", "list", "savepoint", "stop", "cancel", "learners", "evaluate")) {
            assertThat(execute(command, "--help")).as(command).isZero();
        }
        assertThat(execute("--help")).isZero();
        assertThat(out.toString()).contains("Usage: millrace submit").contains("--from-savepoint");
    }

    @Test
    void whatFollowsTheJobBelongsToTheJob() {
        ParseResult run = parse("run", "--verbose", "traffic-monitor", "--help", "--config", "a.yaml", "--verbose");
        assertThat(run.matchedPositionalValue(1, List.of()))
                .isEqualTo(List.of("--help", "--config", "a.yaml", "--verbose"));
    }

    @Test
    void submitKeepsItsOwnOptionsAndPassesTheOthersOn() {
        ParseResult submit = parse("submit", "traffic-monitor", "--a.b", "1", "--parallelism", "3", "--c=d");
        assertThat(submit.matchedPositionalValue(1, List.of())).isEqualTo(List.of("--a.b", "1", "--c=d"));
        Optional<Integer> parallelism = submit.matchedOptionValue("--parallelism", Optional.empty());
        assertThat(parallelism).contains(3);
    }

    @Test
    void benchGetsAllItsOptions() {
        assertThat(parse("bench", "pipeline", "--quick").matchedPositionalValue(0, List.of()))
                .isEqualTo(List.of("pipeline", "--quick"));
    }

    @Test
    void theDemoRefusesWhatMakesNoDemo() {
        assertThat(refusal("demo", "--for", "soon")).isEqualTo("millrace: --for must be a duration such as 60s: soon");
        assertThat(refusal("demo", "--for", "2s")).isEqualTo("millrace: --for must be at least 10s: 2s");
        assertThat(refusal("demo", "--rate", "0")).isEqualTo("millrace: --rate must be from 1 to 200000: 0");
        assertThat(refusal("demo", "--rat", "5")).startsWith("millrace: no such option: --rat; did you mean --rate");
    }

    private static String refusal(String... arguments) {
        StringWriter errors = new StringWriter();
        CommandLine line = Millrace.commandLine().setErr(new PrintWriter(errors, true));
        assertThat(line.execute(arguments)).isEqualTo(2);
        return errors.toString().strip().replace(" (millrace demo --help tells more)", "");
    }

    @Test
    void jobIsFoundByIdOrByNameAmongThoseThatRun() {
        FlinkRest.Job old = new FlinkRest.Job("1", "traffic", "FINISHED");
        FlinkRest.Job live = new FlinkRest.Job("2", "traffic", "RUNNING");
        FlinkRest.Job other = new FlinkRest.Job("3", "other", "RESTARTING");
        List<FlinkRest.Job> jobs = List.of(old, live, other);
        assertThat(OneJob.find(jobs, "traffic")).isEqualTo(live);
        assertThat(OneJob.find(jobs, "3")).isEqualTo(other);
        assertThatThrownBy(() -> OneJob.find(jobs, "1"))
                .isInstanceOf(LocalException.class)
                .hasMessage("no job 1 runs; there are: traffic, other");
        assertThatThrownBy(() -> OneJob.find(List.of(), "x")).hasMessage("no job x runs; none does");
        assertThatThrownBy(() -> OneJob.find(List.of(live, new FlinkRest.Job("4", "traffic", "RUNNING")), "traffic"))
                .hasMessage("2 jobs are named traffic; say which: 2, 4");
    }

    private int execute(String... args) {
        return Millrace.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(args);
    }

    private static ParseResult parse(String... args) {
        CommandLine line = Millrace.commandLine();
        return line.parseArgs(args).subcommand();
    }
}
