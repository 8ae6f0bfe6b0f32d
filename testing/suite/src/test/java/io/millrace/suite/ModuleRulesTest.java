package io.millrace.suite;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Modules import each other only as they may; and every rule that says so does fail when broken. */
final class ModuleRulesTest {
    private static final String BROKEN = "io.millrace.suite.broken";
    private static final Map<String, ArchRule> RULES = new ModuleRules("io.millrace").all();
    private static final Map<String, ArchRule> RULES_BELOW_BROKEN = new ModuleRules(BROKEN).all();
    private static final JavaClasses SHIPPED = new ClassFileImporter().importPaths(compiled());
    private static final JavaClasses BREAKING = new ClassFileImporter().importPackages(BROKEN);

    /** Why a use of what Flink calls internal is borne. The list is to get shorter, not longer. */
    private static final Map<FlinkApi.Use, String> BORNE = Map.ofEntries(
            borne(
                    "common.window.PartialWindowOperator",
                    "streaming.runtime.streamrecord.StreamRecord",
                    "what an operator of Flink's public OneInputStreamOperator is handed"),
            borne(
                    "common.window.RecordWindowOperator",
                    "streaming.runtime.streamrecord.StreamRecord",
                    "what an operator of Flink's public OneInputStreamOperator is handed"),
            borne(
                    "common.window.PreAggregateOperator",
                    "streaming.runtime.streamrecord.StreamRecord",
                    "what an operator of Flink's public OneInputStreamOperator is handed"),
            borne(
                    "common.window.WindowOperator",
                    "streaming.runtime.streamrecord.StreamRecord",
                    "what an operator of Flink's public OneInputStreamOperator is handed"),
            borne(
                    "common.window.WindowOutput",
                    "streaming.runtime.streamrecord.StreamRecord",
                    "what an operator's output is given"),
            borne(
                    "common.window.WindowRuntime",
                    "streaming.runtime.streamrecord.StreamRecord",
                    "what an operator's output is given"),
            borne(
                    "common.window.PreAggregateOperator",
                    "streaming.api.operators.AbstractStreamOperator.getProcessingTimeService",
                    "the clock and its timers, that an operator without keys has no public way to"),
            borne(
                    "common.window.WindowOperator",
                    "streaming.api.operators.AbstractStreamOperator.getProcessingTimeService",
                    "the clock and its timers, that an operator without keys has no public way to"),
            borne(
                    "common.window.PreAggregateOperator",
                    "streaming.runtime.watermarkstatus.WatermarkStatus",
                    "what waits is sent before an input is said to be idle; PreAggregationTest holds it to that"),
            borne(
                    "common.window.WindowBuilder",
                    "api.dag.Transformation",
                    "aggregation before the shuffle needs the stream that was keyed, which a keyed stream does not give"),
            borne("common.window.WindowBuilder", "streaming.api.datastream.DataStream.getTransformation", "the same"),
            borne(
                    "common.window.WindowBuilder",
                    "streaming.api.datastream.KeyedStream.getKeySelector",
                    "the operator finds a record's key by itself"),
            borne(
                    "common.window.WindowBuilder",
                    "streaming.api.datastream.KeyedStream.getKeyType",
                    "results carry the key, whose type the user has told the stream already"),
            borne(
                    "common.window.WindowOperator",
                    "runtime.state.VoidNamespace",
                    "the namespace of timers that need none"),
            borne(
                    "common.window.WindowOperator",
                    "streaming.api.operators.InternalTimerService",
                    "an operator's timers; there is no public kind"),
            borne(
                    "common.window.WindowRuntime",
                    "runtime.state.VoidNamespace",
                    "the namespace of timers that need none"),
            borne(
                    "common.window.WindowRuntime",
                    "streaming.api.operators.InternalTimerService",
                    "an operator's timers; there is no public kind"),
            borne("common.window.WindowOperator", "runtime.state.VoidNamespaceSerializer", "its serializer"),
            borne(
                    "common.window.WindowOperator",
                    "streaming.api.operators.InternalTimer",
                    "what an operator's timers hand out; there is no public kind"),
            borne(
                    "common.window.WindowOperator",
                    "streaming.api.operators.Triggerable",
                    "what an operator's timers call"),
            borne(
                    "common.cached.CachedOperator",
                    "runtime.state.VoidNamespace",
                    "the namespace of timers that need none"),
            borne("common.cached.CachedOperator", "runtime.state.VoidNamespaceSerializer", "its serializer"),
            borne(
                    "common.cached.CachedOperator",
                    "streaming.api.operators.AbstractStreamOperator.getRuntimeContext",
                    "what a user's function is opened with; Flink's own operators hand out the same"),
            borne(
                    "common.cached.CachedOperator",
                    "streaming.api.operators.InternalTimer",
                    "what an operator's timers hand out; there is no public kind"),
            borne(
                    "common.cached.CachedOperator",
                    "streaming.api.operators.Triggerable",
                    "what an operator's timers call"),
            borne(
                    "common.cached.CachedOperator",
                    "streaming.runtime.streamrecord.StreamRecord",
                    "what an operator of Flink's public OneInputStreamOperator is handed"),
            borne(
                    "common.cached.FunctionContext",
                    "runtime.state.VoidNamespace",
                    "the namespace of timers that need none"),
            borne(
                    "common.cached.FunctionContext",
                    "streaming.api.operators.InternalTimerService",
                    "an operator's timers; there is no public kind"),
            borne(
                    "common.cached.FunctionContext",
                    "streaming.runtime.streamrecord.StreamRecord",
                    "what an operator's output is given"),
            borne(
                    "common.running.Running",
                    "streaming.api.datastream.KeyedStream.getKeyType",
                    "results carry the key, whose type the user has told the stream already"),
            borne(
                    "common.cached.Backing",
                    "runtime.state.heap.HeapKeyedStateBackend",
                    "whether state holds live objects; nothing public tells the heap from the heap with a changelog"),
            borne(
                    "common.edge.TooManyBadRecordsException",
                    "runtime.throwable.ThrowableAnnotation",
                    "the only way to tell Flink not to restart a job; a test runs such a job"),
            borne(
                    "common.edge.TooManyBadRecordsException",
                    "runtime.throwable.ThrowableType",
                    "the annotation's value"),
            borne(
                    "common.edge.DeadLetterSplit",
                    "streaming.runtime.watermarkstatus.WatermarkStatus",
                    "Flink drops the last watermark of an idle source unless it is said to be active again"),
            borne(
                    "common.edge.DeadLetterSplit",
                    "streaming.runtime.streamrecord.StreamRecord",
                    "what an operator of Flink's public OneInputStreamOperator is handed"),
            borne(
                    "common.partition.HotKeySplitter",
                    "runtime.state.KeyGroupRangeAssignment",
                    "parts of a hot key are numbered so that their key groups, and so their subtasks, differ"),
            borne(
                    "connectors.kafka.DeadLetterSerializer",
                    "connector.kafka.sink.KafkaRecordSerializationSchema$KafkaSinkContext",
                    "a parameter of a public interface's method, not used"),
            borne(
                    "connectors.kafka.RecordSerializationSchema",
                    "connector.kafka.sink.KafkaRecordSerializationSchema$KafkaSinkContext",
                    "a parameter of a public interface's method, not used"),
            borne(
                    "connectors.kafka.KafkaSourceConnector",
                    "connector.kafka.source.KafkaSourceOptions",
                    "the names of documented properties, as constants"),
            borne(
                    "connectors.kafka.SourceOptions",
                    "connector.kafka.source.KafkaSourceOptions",
                    "the names of documented properties, as constants"));

    private static Map.Entry<FlinkApi.Use, String> borne(String by, String of, String reason) {
        return Map.entry(new FlinkApi.Use("io.millrace." + by, "org.apache.flink." + of), reason);
    }

    private static List<Path> compiled() {
        return Tree.modules().stream()
                .filter(module -> Files.isDirectory(module.resolve("src/main/java")))
                .map(module -> module.resolve("target/classes"))
                .filter(Files::isDirectory)
                .toList();
    }

    static Set<String> rules() {
        return RULES.keySet();
    }

    @ParameterizedTest
    @MethodSource("rules")
    void modulesKeepTheRules(String rule) {
        RULES.get(rule).check(SHIPPED);
    }

    @ParameterizedTest
    @CsvSource({
        "common, CommonUsesConnector",
        "connectors, ConnectorUsesOperator",
        "learners, LearnerUsesFlink",
        "operators, OperatorUsesConnector",
        "jobs, JobUsesLauncher",
        "jobs-apart, JobUsesOtherJob",
        "learners-clock, LearnerReadsClock.millis",
        "learners-clock, LearnerReadsClock.nanos",
        "learners-clock, LearnerReadsClock.instant",
        "learners-clock, LearnerThrowsDice.ofItsOwn",
        "learners-clock, LearnerThrowsDice.ofTheThread",
        "learners-clock, LearnerThrowsDice.ofTheVirtualMachine",
        "learners-logger, LearnerLogs",
        "learners-static, LearnerShares.WEIGHTS",
        "learners-static, LearnerShares.examples",
        "printing, JobPrints",
        "java-logging, JobUsesJavaLogging",
    })
    void aRuleFailsWhenBroken(String rule, String culprit) {
        assertThat(violations(RULES_BELOW_BROKEN.get(rule), BREAKING)).anyMatch(line -> line.contains(culprit));
    }

    @Test
    void everyRuleIsBrokenSomewhere() {
        RULES_BELOW_BROKEN.forEach(
                (name, rule) -> assertThat(violations(rule, BREAKING)).as(name).isNotEmpty());
    }

    @Test
    void everyModuleIsCompiledAndKeepsToItsPackage() {
        Set<String> packages = new TreeSet<>();
        SHIPPED.forEach(type -> packages.add(type.getPackageName().split("\\.", 4)[2]));

        assertThat(packages).contains("common", "connectors", "learners", "operators", "jobs", "local", "testing");
        assertThat(packages)
                .isSubsetOf("common", "connectors", "learners", "operators", "jobs", "local", "testing", "benchmarks");
    }

    @Test
    void noDeprecatedFlink() {
        noDeprecated().check(SHIPPED);
    }

    @Test
    void noInternalFlink() {
        noInternal(BORNE.keySet()).check(thatUsersRun());
        assertThat(BORNE.values()).allMatch(reason -> !reason.isBlank());
    }

    @Test
    void nothingIsBorneThatIsNotUsed() {
        Set<FlinkApi.Use> used = new TreeSet<>();
        thatUsersRun().forEach(type -> used.addAll(FlinkApi.internal(type)));

        assertThat(used).containsAll(BORNE.keySet());
    }

    @Test
    void deprecatedFlinkIsFound() {
        assertThat(violations(noDeprecated(), BREAKING))
                .anyMatch(line -> line.contains("UsesDeprecatedMethod uses")
                        && line.contains("StreamExecutionEnvironment.fromCollection"))
                .anyMatch(line -> line.contains("UsesDeprecatedClass uses") && line.contains("SinkFunction"));
    }

    @Test
    void internalFlinkIsFound() {
        assertThat(violations(noInternal(Set.of()), BREAKING))
                .anyMatch(line ->
                        line.contains("UsesInternalMethod uses") && line.contains("DataStream.getTransformation"))
                .anyMatch(line -> line.contains("UsesInternalClass uses") && line.contains("StreamMap"))
                .anyMatch(line -> line.contains("UsesUndeclaredRuntime uses") && line.contains("MiniCluster"));
    }

    /** Tests and benchmarks start parts of Flink that users never see. */
    private static JavaClasses thatUsersRun() {
        return SHIPPED.that(DescribedPredicate.not(
                JavaClass.Predicates.resideInAnyPackage("io.millrace.testing..", "io.millrace.benchmarks..")));
    }

    private static ArchRule noDeprecated() {
        return classes().should(FlinkApi.useNothing("deprecated", FlinkApi::deprecated, Set.of()));
    }

    private static ArchRule noInternal(Set<FlinkApi.Use> borne) {
        return classes().should(FlinkApi.useNothing("internal", FlinkApi::internal, borne));
    }

    private static List<String> violations(ArchRule rule, JavaClasses classes) {
        return rule.evaluate(classes).getFailureReport().getDetails();
    }
}
