package io.millrace.learners;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ParametersTest {
    enum Update {
        PLAIN,
        ADA_GRAD
    }

    record Inner(
            @Parameter(value = "200", min = 1, help = "Records between looks.")
            int gracePeriod,

            @Parameter(value = "0.05", min = 0, max = 1, help = "Ties.")
            double tieThreshold) {}

    record Outer(
            @Parameter(value = "0.1", min = 0, above = true, max = 10, help = "Step.")
            double learningRate,

            @Parameter(value = "ada-grad", help = "Rule.") Update update,

            @Parameter(value = "16 mb", min = 65536, bytes = true, help = "Memory.")
            long memoryBudget,

            @Parameter(value = "true", help = "Whether.") boolean bias,
            @Parameter(value = "a b", help = "Names.") String names,

            @Parameter(value = "grace-period=50", help = "The tree.")
            Inner tree) {
        Outer {
            if (names.equals("refused")) {
                throw new IllegalArgumentException("names is not refused");
            }
        }
    }

    @Test
    void defaultsAreAsWritten() {
        assertThat(Parameters.defaults(Outer.class))
                .isEqualTo(new Outer(0.1, Update.ADA_GRAD, 16 << 20, true, "a b", new Inner(50, 0.05)));
    }

    @Test
    void valuesReplaceDefaults() {
        Map<String, String> values = Map.of(
                "learning-rate",
                "2.5",
                "update",
                "plain",
                "memory-budget",
                "64 kb",
                "bias",
                "false",
                "tree.grace-period",
                "7");
        assertThat(Parameters.of(Outer.class, values))
                .isEqualTo(new Outer(2.5, Update.PLAIN, 65_536, false, "a b", new Inner(7, 0.05)));
    }

    @Test
    void describesAll() {
        List<Parameters.Spec> specs = Parameters.describe(Outer.class);
        assertThat(specs)
                .contains(
                        new Parameters.Spec("learning-rate", "double", "0.1", "a number above 0, at most 10", "Step."),
                        new Parameters.Spec("update", "plain|ada-grad", "ada-grad", "", "Rule."),
                        new Parameters.Spec(
                                "tree.grace-period",
                                "int",
                                "50",
                                "a whole number of at least 1",
                                "Records between looks."),
                        new Parameters.Spec("tree.tie-threshold", "double", "0.05", "a number from 0 to 1", "Ties."))
                .hasSize(7);
    }

    @Test
    void refusesWhatIsWrongByName() {
        refused("learning-rate", "0", "learning-rate is a number above 0, at most 10, not 0.0");
        refused("learning-rate", "NaN", "learning-rate is a number above 0, at most 10, not NaN");
        refused("learning-rate", "fast", "learning-rate is a number above 0, at most 10, not \"fast\"");
        refused("update", "adam", "update is plain|ada-grad, not \"adam\"");
        refused("memory-budget", "1 kb", "memory-budget is a size in bytes, kb or mb of at least 65536, not 1024");
        refused(
                "memory-budget",
                "1 parsec",
                "memory-budget is a size in bytes, kb or mb of at least 65536, not \"1 parsec\"");
        refused(
                "memory-budget",
                "99999999999999 gb",
                "memory-budget is a size in bytes, kb or mb of at least 65536, not \"99999999999999 gb\"");
        refused("bias", "yes", "bias is true or false, not \"yes\"");
        refused("tree.grace-period", "0", "tree.grace-period is a whole number of at least 1, not 0");
        refused("tree.grace", "1", "there is no parameter tree.grace");
        refused("names", "refused", "names is not refused");
    }

    private static void refused(String name, String value, String message) {
        assertThatThrownBy(() -> Parameters.of(Outer.class, Map.of(name, value)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @Test
    void goThroughASnapshot() {
        Outer settings = new Outer(0.3, Update.PLAIN, 1 << 20, false, "ü", new Inner(9, 0.5));
        SnapshotWriter out = new SnapshotWriter();
        Parameters.write(out, settings);
        SnapshotReader in = new SnapshotReader(java.util.Arrays.copyOf(out.array(), out.length()), 1_000);
        assertThat(Parameters.read(in, Outer.class)).isEqualTo(settings);
        in.end();
    }
}
