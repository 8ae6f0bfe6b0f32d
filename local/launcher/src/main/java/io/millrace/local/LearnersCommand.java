package io.millrace.local;

import io.millrace.common.options.NearestKey;
import io.millrace.learners.LearnerType;
import io.millrace.learners.Learners;
import io.millrace.learners.Parameters.Spec;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;

@Command(name = "learners", description = "Lists learners and what goes before them, or tells all of one of them.")
final class LearnersCommand implements Callable<Integer> {
    @picocli.CommandLine.Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Parameters(arity = "0..1", paramLabel = "NAME", description = "Name of a learner, for its parameters.")
    private String name = "";

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        if (name.isEmpty()) {
            list(out);
        } else {
            describe(out);
        }
        out.flush();
        return 0;
    }

    private static void list(PrintWriter out) {
        for (LearnerType.Role role : LearnerType.Role.values()) {
            List<LearnerType<?>> types = Learners.all(role);
            if (!types.isEmpty()) {
                out.println(title(role) + "s");
                types.forEach(type -> out.println(String.format("  %-28s %s", type.name(), type.summary())));
                out.println();
            }
        }
        out.println("millrace learners NAME tells the parameters.");
    }

    private void describe(PrintWriter out) {
        List<LearnerType<?>> found =
                Learners.all().stream().filter(type -> type.name().equals(name)).toList();
        if (found.isEmpty()) {
            List<String> known = Learners.all().stream().map(LearnerType::name).toList();
            throw new IllegalArgumentException("there is no learner \"" + name + '"'
                    + NearestKey.among(name, known)
                            .map(near -> "; the nearest is \"" + near + '"')
                            .orElse(""));
        }
        for (LearnerType<?> type : found) {
            out.println(type.name() + ", a " + title(type.role()) + ": " + type.summary());
            if (!type.source().isEmpty()) {
                out.println("  " + type.source());
            }
            for (Spec parameter : type.parameters()) {
                String range = parameter.range().isEmpty() ? parameter.type() : parameter.range();
                String shown = parameter.defaultValue().isEmpty() ? "empty" : parameter.defaultValue();
                out.println("  " + parameter.name() + " (" + range + "; default " + shown + ")");
                out.println("      " + parameter.help());
            }
            out.println(type.parameters().isEmpty() ? "  It has no parameters." : "");
        }
    }

    private static String title(LearnerType.Role role) {
        return role.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
