package io.millrace.common.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.millrace.common.edge.TooManyBadRecordsException;
import io.millrace.common.job.LinesSplit.End;
import io.millrace.common.options.Settings;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.apache.flink.streaming.api.graph.StreamNode;
import org.apache.flink.util.ExceptionUtils;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JobsTest {
    private static final Job JOB = new CountPerSecondJob();
    private static final long T = 1_732_147_200_000L;

    @BeforeEach
    void clear() {
        Memory.clear();
    }

    private static String[] args(String... more) {
        List<String> all = new ArrayList<>(List.of(
                "--source.type=lines", "--source.lines.from=in", "--sink.type=memory", "--sink.memory.topic=sums"));
        all.addAll(List.of("--job.parallelism=1", "--flink.execution.buffer-timeout.interval=5 ms"));
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }

    private static String line(String device, long at, long items) {
        return "{\"device\":\"" + device + "\",\"at\":" + at + ",\"items\":" + items + "}";
    }

    private static StreamExecutionEnvironment wired(String... more) {
        StreamExecutionEnvironment environment = StreamExecutionEnvironment.getExecutionEnvironment();
        Jobs.wire(JOB, Settings.parse(JobOptions.of(JOB), args(more)), environment);
        return environment;
    }

    private static void await(String what, BooleanSupplier condition) {
        Instant deadline = Instant.now().plus(Duration.ofSeconds(90));
        while (!condition.getAsBoolean()) {
            assertThat(Instant.now()).as("deadline for " + what).isBefore(deadline);
            LockSupport.parkNanos(1_000_000);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"STREAMING", "BATCH"})
    void boundedInputGivesTheSameInBothModes(String mode) throws Exception {
        List<String> lines = List.of(
                line("a", T, 1), line("b", T + 100, 10), line("a", T + 900, 2), "nonsense", line("a", T + 1000, 4));
        Memory.INPUTS.put("in", List.of(new LinesSplit("0", End.CLOSED, lines)));
        Jobs.main(JOB, args("--job.mode", mode));
        assertThat(Memory.output("sums"))
                .containsExactlyInAnyOrder(
                        "{\"device\":\"a\",\"items\":3}",
                        "{\"device\":\"b\",\"items\":10}",
                        "{\"device\":\"a\",\"items\":4}");
        assertThat(Memory.output("sums.dead-letters"))
                .singleElement()
                .asString()
                .contains("\"source\":\"lines\"", "\"offset\":4", "\"raw_base64\":\"bm9uc2Vuc2U=\"");
    }

    @Test
    void everythingIsCheckedAndWiredBeforeTheWorldIsLookedAt() throws Exception {
        Memory.INPUTS.put("in", List.of(new LinesSplit("0", End.CLOSED, List.of(line("a", T, 1)))));
        Jobs.main(JOB, args("--late.type=other", "--late.other.topic=l"));
        assertThat(Memory.CALLS)
                .containsExactly(
                        "validate source",
                        "validate sink.memory",
                        "validate late.other",
                        "validate sink.memory",
                        "validate job",
                        "wire",
                        "create source",
                        "create memory sums",
                        "create other l",
                        "create memory sums.dead-letters",
                        "preflight source",
                        "preflight sink.memory [results, dead-letters]",
                        "preflight late.other [late]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--sorce.type=lines|the nearest known key is 'source.type'",
                "--count.units=x|the nearest known key is 'count.unit'",
                "--sink.type=memry|one of memory, other",
                "--sink.type=|sink.type",
                "--late.type=nowhere|one of memory, other",
                "--late.type=other|late.other.topic is required",
                "--count.unit=stones|anything else",
                "--count.unit=at|field 'at' stands twice",
                "--source.format=csv --source.csv.columns=items|no CSV column is named 'device'",
                "--job.parallelism=0|at least 1",
                "--flink.pipeline.max-parallelism=7|use job.max-parallelism",
                "--flink.execution.runtime-mode=BATCH|use job.mode",
                "--flink.parallelism.default=7|use job.parallelism",
                "--flink.pipeline.generic-types=true|always false",
            })
    void whatIsWrongStopsTheJobBeforeAnythingIsTouched(String wrong, String message) {
        List<String> all = new ArrayList<>(List.of(args()));
        for (String arg : wrong.split(" ")) {
            all.removeIf(old -> old.startsWith(arg.substring(0, arg.indexOf('=') + 1)));
            all.add(arg);
        }
        Throwable refused = catchThrowable(() -> Jobs.main(JOB, all.toArray(String[]::new)));
        assertThat(refused).isInstanceOf(IllegalArgumentException.class).hasMessageContaining(message);
        assertThat(Memory.CALLS).noneMatch(call -> call.startsWith("preflight"));
    }

    @Test
    void helpListsTheJobsOptionsAndThoseOfEveryConnector() {
        assertThat(Jobs.help(JOB))
                .contains("count-per-second: Sums counts.")
                .contains("count.unit", "items", "What is counted")
                .contains("source.lines.from", "sink.memory.topic", "sink.other.topic")
                .contains("late.type", "dead-letters.other.topic", "job.max-parallelism");
    }

    @Test
    void everyOperatorHasAUidAndAName() {
        StreamExecutionEnvironment environment = wired();
        StreamGraph graph = environment.getStreamGraph(false);
        assertThat(graph.getStreamNodes())
                .extracting(StreamNode::getTransformationUID)
                .contains("source", "source-dead-letter-split", "sums")
                .doesNotContainNull()
                .doesNotHaveDuplicates();
        assertThat(graph.getStreamNodes())
                .extracting(StreamNode::getOperatorName)
                .noneMatch(String::isBlank);
        assertThat(environment.getConfiguration().get(PipelineOptions.GENERIC_TYPES))
                .isFalse();
        assertThat(environment.getConfig().hasAutoGeneratedUIDsEnabled()).isFalse();
        assertThat(environment.getConfig().getMaxParallelism()).isEqualTo(128);
        assertThat(graph.getJobGraph().getNumberOfVertices()).isPositive();
    }

    @Test
    void sideOutputsTakeTheirPlaceBesideTheResultsOrTheirOwn() {
        wired();
        assertThat(Memory.CALLS)
                .contains("create memory sums", "create memory sums.late", "create memory sums.dead-letters");
        Memory.clear();
        wired("--dead-letters.type=other,memory", "--dead-letters.other.topic=d1", "--dead-letters.memory.topic=d2");
        assertThat(Memory.CALLS)
                .contains("create memory sums.late", "create other d1", "create memory d2")
                .doesNotContain("create memory sums.dead-letters");
    }

    @Test
    void nothingIsMadeOfASideOutputThatIsNotWritten() throws Exception {
        Memory.INPUTS.put("in", List.of(new LinesSplit("0", End.CLOSED, List.of())));
        Jobs.main(JOB, args("--count.unit=sheep"));
        assertThat(Memory.CALLS)
                .contains("create memory sums", "preflight sink.memory [results, dead-letters]")
                .doesNotContain("create memory sums.late");
    }

    @Test
    void anUndeclaredOutputIsRefused() {
        StreamExecutionEnvironment environment = StreamExecutionEnvironment.getExecutionEnvironment();
        Settings settings = Settings.parse(JobOptions.of(JOB), args());
        JobContext context = Jobs.wire(JOB, settings, environment);
        assertThatThrownBy(() -> context.writeSide("early", null, null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("output 'early' is not declared by the job; declared are [results, late, dead-letters]");
        assertThat(context.jobName()).isEqualTo("count-per-second");
    }

    @Test
    void neitherAnIdlePartitionNorOneOfDeadLettersStopsTime() throws Exception {
        Memory.INPUTS.put(
                "in",
                List.of(
                        new LinesSplit("live", End.OPEN, List.of(line("a", T, 1), line("a", T + 5000, 2))),
                        new LinesSplit("silent", End.OPEN, List.of()),
                        new LinesSplit("quiet", End.OPEN, List.of(line("b", T, 3))),
                        new LinesSplit("broken", End.REPEATS, List.of(line("c", T, 4), "nonsense"))));
        JobClient job = wired("--time.idleness=300 ms", "--time.out-of-orderness=0 s", "--dead-letters.max-share=1")
                .executeAsync("idle");
        try {
            // Only two live lines: "a" at T and T + 5000; the first window ends by the latter once the others are idle.
            await("windows", () -> Memory.output("sums").size() >= 3);
            assertThat(Memory.output("sums"))
                    .containsExactlyInAnyOrder(
                            "{\"device\":\"a\",\"items\":1}",
                            "{\"device\":\"b\",\"items\":3}",
                            "{\"device\":\"c\",\"items\":4}");
        } finally {
            job.cancel().get();
        }
    }

    @Test
    void byTheClockTheEndOfBoundedInputEndsItsWindows() throws Exception {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            lines.add("{\"device\":\"a\",\"ticks\":1}");
        }
        Memory.INPUTS.put("in", List.of(new LinesSplit("0", End.CLOSED, lines)));
        Jobs.main(JOB, args("--count.unit=ticks"));
        long sum = Memory.output("sums").stream()
                .mapToLong(s -> Long.parseLong(s.replaceAll("\\D", "")))
                .sum();
        assertThat(sum).isEqualTo(1000);
        assertThat(Memory.output("sums.late")).isEmpty();
    }

    /** Notices should Flink no longer heed the annotation of TooManyBadRecordsException. */
    @Test
    void tooManyBadRecordsEndTheJobForGoodInSpiteOfARestartStrategy() throws Exception {
        Memory.INPUTS.put("in", List.of(new LinesSplit("0", End.REPEATS, List.of("nonsense"))));
        JobClient job = wired(
                        "--dead-letters.min-records=20",
                        "--flink.restart-strategy.type=fixed-delay",
                        "--flink.restart-strategy.fixed-delay.attempts=1000000",
                        "--flink.restart-strategy.fixed-delay.delay=1 ms")
                .executeAsync("bad");
        Throwable failure = catchThrowable(() -> job.getJobExecutionResult().get(120, TimeUnit.SECONDS));
        assertThat(ExceptionUtils.findThrowable(failure, TooManyBadRecordsException.class))
                .hasValueSatisfying(reason -> assertThat(reason).hasMessageContaining("20 of 20 records"));
        assertThat(Memory.output("sums.dead-letters")).as("of one attempt").hasSize(20);
    }
}
