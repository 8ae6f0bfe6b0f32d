package io.millrace.local;

import io.millrace.local.example.ExampleCommand;
import io.millrace.local.runtime.LocalException;
import io.millrace.local.runtime.RootCause;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * The command line behind {@code scripts/millrace}. Exit codes: 0, 1 if something failed, 2 if the command line is wrong; one
 * line on standard error says what.
 */
@Command(
        name = "millrace",
        description = "Runs Millrace's jobs on this machine.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            DemoCommand.class,
            ExampleCommand.class,
            RunCommand.class,
            ClusterCommand.class,
            KafkaCommand.class,
            SubmitCommand.class,
            ListCommand.class,
            SavepointCommand.class,
            StopCommand.class,
            CancelCommand.class,
            LearnersCommand.class,
            ModelCommand.class,
            EvaluateCommand.class,
            BenchCommand.class
        },
        footer = {"", "millrace COMMAND --help tells more. What runs keeps its files in .millrace, or in MILLRACE_HOME."
        })
public final class Millrace implements Runnable {
    private static final Set<String> ANSWERING_HELP = Set.of("demo", "bench");
    private static final Set<String> PASSING_ON = Set.of("submit", "bench", "evaluate");

    @Option(
            names = "--verbose",
            scope = ScopeType.INHERIT,
            description = "Show stack traces and what is logged. Goes before the job's name where there is one.")
    private boolean verbose;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    boolean verbose() {
        return verbose;
    }

    /** Without a command. */
    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(),
                "which command? There are: "
                        + String.join(", ", spec.subcommands().keySet()));
    }

    static CommandLine commandLine() {
        CommandLine line = new CommandLine(new Millrace())
                .setExpandAtFiles(false)
                .setParameterExceptionHandler((e, args) -> refuse(e))
                .setExecutionExceptionHandler((e, command, result) -> fail(e, command));
        // What follows the name of a job, a demo or a benchmark is theirs.
        line.getSubcommands().forEach((name, command) -> {
            command.setStopAtPositional(name.equals("run"));
            command.setUnmatchedOptionsArePositionalParams(PASSING_ON.contains(name));
        });
        addHelp(line);
        return line;
    }

    private static void addHelp(CommandLine command) {
        if (!ANSWERING_HELP.contains(command.getCommandName())) {
            command.getCommandSpec()
                    .addOption(OptionSpec.builder("-h", "--help")
                            .usageHelp(true)
                            .description("Show this help.")
                            .build());
        }
        command.getSubcommands().values().forEach(Millrace::addHelp);
    }

    private static int refuse(ParameterException e) {
        CommandLine command = e.getCommandLine();
        StringBuilder message = new StringBuilder("millrace: ").append(e.getMessage());
        if (e instanceof UnmatchedArgumentException unmatched) {
            message.setLength("millrace: ".length());
            String argument = unmatched.getUnmatched().get(0);
            message.append(argument.startsWith("-") ? "no such option: " : "no such command: ")
                    .append(argument);
            List<String> near = unmatched.getSuggestions();
            if (!near.isEmpty()) {
                message.append("; did you mean ")
                        .append(String.join(" or ", near))
                        .append('?');
            }
        }
        message.append(" (").append(command.getCommandSpec().qualifiedName()).append(" --help tells more)");
        command.getErr().println(message);
        return CommandLine.ExitCode.USAGE;
    }

    private static int fail(Exception e, CommandLine command) {
        PrintWriter err = command.getErr();
        boolean verbose = command.getCommandSpec().root().userObject() instanceof Millrace top && top.verbose;
        if (verbose) {
            e.printStackTrace(err);
        }
        err.println("millrace: " + describe(e));
        err.flush();
        return e instanceof IllegalArgumentException ? CommandLine.ExitCode.USAGE : CommandLine.ExitCode.SOFTWARE;
    }

    private static String describe(Exception e) {
        String message = String.valueOf(e.getMessage());
        if (!(e instanceof LocalException
                || e instanceof UncheckedIOException
                || e instanceof IllegalArgumentException)) {
            return "unexpected " + e.getClass().getSimpleName() + ": " + message;
        }
        // A process that died: its log's lines follow the first one.
        String first = message.lines().findFirst().orElse("");
        return message.lines().count() < 2
                ? message
                : first + " "
                        + RootCause.of(message).orElseGet(() -> message.lines()
                                .filter(line -> !line.isBlank())
                                .reduce((a, b) -> b)
                                .orElse(""));
    }
}
