package io.millrace.common.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.common.job.LinesSplit.End;
import io.millrace.common.options.OptionException;
import io.millrace.common.options.Settings;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamNode;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InputsTest {
    private static final Job JOB = new SeveralInputsJob();

    @BeforeEach
    void clear() {
        Memory.clear();
    }

    private static String[] args(String... more) {
        List<String> all = new ArrayList<>(List.of(
                "--source.type=lines",
                "--source.lines.from=in",
                "--sink.type=memory",
                "--sink.memory.topic=out",
                "--job.parallelism=1",
                "--dead-letters.max-share=1"));
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }

    private static void input(String name, String... lines) {
        Memory.INPUTS.put(name, List.of(new LinesSplit("0", End.CLOSED, List.of(lines))));
    }

    private static String line(String device, int value) {
        return "{\"device\":\"" + device + "\",\"value\":" + value + "}";
    }

    @Test
    void oneThatIsNotReadIsNeitherCheckedNorLookedAt() throws Exception {
        input("in", line("a", 1));
        Jobs.main(JOB, args("--more.lines.from=nowhere"));
        assertThat(Memory.CALLS).noneMatch(call -> call.contains("more") || call.contains("beginning"));
        assertThat(Memory.output("out")).containsExactly("{\"device\":\"a\",\"value\":1,\"count\":0}");
    }

    @Test
    void allThatAreReadAreCheckedAndLookedAtAndTheirDeadLettersComeTogether() throws Exception {
        input("in", line("a", 1), "nonsense");
        input("second", "rubbish", line("b", 2));
        input("first", line("c", 3), line("c", 4));
        Jobs.main(
                JOB,
                args(
                        "--more.type=lines",
                        "--more.lines.from=second",
                        "--beginning.type=lines",
                        "--beginning.lines.from=first"));
        assertThat(Memory.CALLS)
                .containsExactly(
                        "validate source",
                        "validate more",
                        "validate beginning",
                        "to be read whole: beginning",
                        "validate sink.memory",
                        "validate sink.memory",
                        "create source",
                        "create more",
                        "create memory out",
                        "create memory out.dead-letters",
                        "preflight source",
                        "preflight more",
                        "preflight beginning",
                        "preflight sink.memory [results, dead-letters]");
        assertThat(Memory.output("out"))
                .containsExactlyInAnyOrder(
                        "{\"device\":\"a\",\"value\":1,\"count\":0}",
                        "{\"device\":\"b\",\"value\":2,\"count\":0}",
                        "{\"device\":\"c\",\"value\":3,\"count\":0}",
                        "{\"device\":\"c\",\"value\":4,\"count\":1}");
        assertThat(Memory.output("out.dead-letters"))
                .hasSize(2)
                .anyMatch(letter -> letter.contains("bm9uc2Vuc2U="))
                .anyMatch(letter -> letter.contains("cnViYmlzaA=="));
    }

    @Test
    void everyInputHasUidsOfItsOwn() {
        StreamExecutionEnvironment environment = StreamExecutionEnvironment.getExecutionEnvironment();
        String[] args = args("--more.type=lines", "--more.lines.from=second");
        Jobs.wire(JOB, Settings.parse(JobOptions.of(JOB), args), environment);
        assertThat(environment.getStreamGraph(false).getStreamNodes())
                .extracting(StreamNode::getTransformationUID)
                .contains("source", "source-dead-letter-split", "input-more", "input-more-dead-letter-split")
                .contains("sink-dead-letters-memory")
                .doesNotContainNull()
                .doesNotHaveDuplicates();
    }

    @Test
    void anInputThatIsNotReadCanNotBeWired() {
        StreamExecutionEnvironment environment = StreamExecutionEnvironment.getExecutionEnvironment();
        JobContext context = Jobs.wire(JOB, Settings.parse(JobOptions.of(JOB), args()), environment);
        assertThatThrownBy(() -> context.read("more", null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("input 'more' is not one that the job reads; these are [source]");
    }

    @Test
    void aFormatThatDoesNotFitNamesTheInput() {
        assertThatThrownBy(() -> Jobs.main(
                        JOB,
                        args("--more.type=lines", "--more.lines.from=in", "--more.csv.columns=x", "--more.format=csv")))
                .isInstanceOf(OptionException.class)
                .hasMessage("more.format: no CSV column is named 'device'; columns are [x]");
    }

    /** Batch execution sorts by key and time: without times of their own, records of one file keep its order. */
    @ParameterizedTest
    @ValueSource(strings = {"STREAMING", "BATCH", "AUTOMATIC"})
    void recordsOfAFileKeepTheirOrder(String mode) throws Exception {
        List<String> lines = new ArrayList<>();
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 5_000; i++) {
            lines.add(line("a", i));
            expected.add("{\"device\":\"a\",\"value\":" + i + ",\"count\":" + i + "}");
        }
        input("in", lines.toArray(String[]::new));
        Jobs.main(JOB, args("--job.mode", mode));
        assertThat(Memory.output("out")).isEqualTo(expected);
    }
}
