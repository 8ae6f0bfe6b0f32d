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
        noInternal(Borne.ALL.keySet()).check(thatUsersRun());
        assertThat(Borne.ALL.values()).allMatch(reason -> !reason.isBlank());
    }

    @Test
    void nothingIsBorneThatIsNotUsed() {
        Set<FlinkApi.Use> used = new TreeSet<>();
        thatUsersRun().forEach(type -> used.addAll(FlinkApi.internal(type)));

        assertThat(used).containsAll(Borne.ALL.keySet());
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
