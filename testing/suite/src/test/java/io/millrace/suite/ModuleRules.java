package io.millrace.suite;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitCallTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Who may use whom, and what: for packages below any root, so that tests can break every rule below another one. */
final class ModuleRules {
    private static final List<String> MODULES =
            List.of("common", "connectors", "learners", "operators", "jobs", "local", "testing", "benchmarks");
    private static final Set<String> IMMUTABLE = Set.of(
            String.class.getName(),
            Boolean.class.getName(),
            Integer.class.getName(),
            Long.class.getName(),
            Double.class.getName(),
            "java.time.Duration",
            "java.math.BigInteger",
            "java.math.BigDecimal");

    /** Static fields of learners that a rule cannot see to be constant: filled where the class is initialised, and read since. */
    private static final Set<String> CONSTANTS = Set.of(
            "learners.Learners.ALL",
            "learners.bayes.Columns.NONE",
            "learners.bayes.Logarithm.INVERSE",
            "learners.bayes.Logarithm.LOG",
            "learners.neighbours.Points.NONE",
            "learners.trees.NormalCurve.TABLE");

    private static final Set<String> CLOCKS =
            Set.of("java.lang.System.currentTimeMillis", "java.lang.System.nanoTime", "java.lang.Math.random");

    private final String root;

    ModuleRules(String root) {
        this.root = root;
    }

    /** Every rule by its name. */
    Map<String, ArchRule> all() {
        Map<String, ArchRule> rules = new LinkedHashMap<>();
        rules.put("common", mayUse("common"));
        rules.put("connectors", mayUse("connectors", "common"));
        rules.put("learners", learnersUseTheJdkOnly());
        rules.put("operators", mayUse("operators", "common", "learners"));
        rules.put("jobs", mayUse("jobs", "common", "connectors", "operators", "learners"));
        rules.put("jobs-apart", jobsLeaveEachOtherAlone());
        rules.put("learners-clock", learnersSeeNoClockAndNoChance());
        rules.put("learners-logger", learnersDoNotLog());
        rules.put("learners-static", learnersShareNothing());
        rules.put("printing", onlyTheLauncherPrints());
        rules.put("java-logging", noneUsesJavaLogging());
        return rules;
    }

    private String of(String module) {
        return root + "." + module + "..";
    }

    private ArchRule mayUse(String module, String... others) {
        String[] forbidden = MODULES.stream()
                .filter(m -> !m.equals(module) && !Arrays.asList(others).contains(m))
                .map(this::of)
                .toArray(String[]::new);
        return noClasses()
                .that()
                .resideInAPackage(of(module))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(forbidden)
                .allowEmptyShould(true);
    }

    private ArchRule learnersUseTheJdkOnly() {
        return classes()
                .that()
                .resideInAPackage(of("learners"))
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(of("learners"), "java..", "javax.xml.stream..", "org.jspecify.annotations..")
                .allowEmptyShould(true);
    }

    private ArchRule jobsLeaveEachOtherAlone() {
        return slices().matching(root + ".jobs.(*)..")
                .should()
                .notDependOnEachOther()
                .allowEmptyShould(true);
    }

    private ArchRule learnersSeeNoClockAndNoChance() {
        return noClasses()
                .that()
                .resideInAPackage(of("learners"))
                .should()
                .dependOnClassesThat(
                        DescribedPredicate.describe("are clocks or random generators", ModuleRules::isClockOrRandom))
                .orShould()
                .callCodeUnitWhere(DescribedPredicate.describe("it reads a clock", ModuleRules::readsClock))
                .allowEmptyShould(true);
    }

    private static boolean isClockOrRandom(JavaClass target) {
        return target.isAssignableTo("java.util.Random")
                || target.isAssignableTo("java.util.random.RandomGenerator")
                || target.isAssignableTo("java.time.Clock")
                || target.getName().equals("java.util.UUID");
    }

    private static boolean readsClock(JavaCall<?> call) {
        CodeUnitCallTarget target = call.getTarget();
        String name = target.getOwner().getName() + "." + target.getName();
        return CLOCKS.contains(name)
                || (name.startsWith("java.time.") && target.getName().equals("now"));
    }

    private ArchRule learnersDoNotLog() {
        return noClasses()
                .that()
                .resideInAPackage(of("learners"))
                .should()
                .dependOnClassesThat()
                .haveNameMatching("java\\.util\\.logging\\..*|java\\.lang\\.System\\$Logger.*|java\\.io\\.PrintStream")
                .allowEmptyShould(true);
    }

    private ArchRule learnersShareNothing() {
        return fields().that()
                .areDeclaredInClassesThat()
                .resideInAPackage(of("learners"))
                .and()
                .areStatic()
                .should()
                .beFinal()
                .andShould(holdWhatNeverChanges())
                .allowEmptyShould(true);
    }

    private ArchCondition<JavaField> holdWhatNeverChanges() {
        return new ArchCondition<>("hold what never changes") {
            @Override
            public void check(JavaField field, ConditionEvents events) {
                JavaClass type = field.getRawType();
                boolean fixed = type.isPrimitive()
                        || type.isEnum()
                        || type.isRecord()
                        || IMMUTABLE.contains(type.getName())
                        || ofFinalFields(type)
                        || CONSTANTS.contains(field.getFullName().substring(root.length() + 1))
                        || madeByTheCompiler(field);
                events.add(new SimpleConditionEvent(
                        field, fixed, field.getFullName() + " is static and may change: " + type.getName()));
            }
        };
    }

    /** A class of ours that only its constructor can change, such as the type of a learner. */
    private boolean ofFinalFields(JavaClass type) {
        return type.getPackageName().startsWith(root + ".learners")
                && !type.isInterface()
                && type.getAllFields().stream()
                        .allMatch(field -> field.getModifiers().contains(JavaModifier.STATIC)
                                || field.getModifiers().contains(JavaModifier.FINAL)
                                        && !field.getRawType().isArray());
    }

    private static boolean madeByTheCompiler(JavaField field) {
        return field.getRawType().isArray()
                && (field.getOwner().isEnum() && field.getName().equals("$VALUES")
                        || field.getName().startsWith("$SwitchMap$"));
    }

    private ArchRule onlyTheLauncherPrints() {
        return noClasses()
                .that()
                .resideInAnyPackage(of("common"), of("connectors"), of("learners"), of("operators"), of("jobs"))
                .and()
                // Prints --help, which is what was asked for.
                .doNotHaveFullyQualifiedName(root + ".common.job.Jobs")
                .and()
                // Writes results to the console, which is what it is for.
                .haveNameNotMatching(
                        java.util.regex.Pattern.quote(root + ".connectors.console.ConsoleSink") + "(\\$.*)?")
                .should()
                .accessFieldWhere(DescribedPredicate.describe("it prints", ModuleRules::isStandardStream))
                .allowEmptyShould(true);
    }

    private static boolean isStandardStream(JavaAccess<?> access) {
        return access.getTargetOwner().isEquivalentTo(System.class)
                && Set.of("out", "err").contains(access.getTarget().getName());
    }

    private ArchRule noneUsesJavaLogging() {
        return noClasses()
                .that()
                .resideInAPackage(root + "..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("java.util.logging..");
    }
}
