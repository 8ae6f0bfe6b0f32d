package io.millrace.local;

import io.millrace.local.runtime.BrokerSpec;
import io.millrace.local.runtime.KafkaProcess;
import io.millrace.local.runtime.LocalException;
import io.millrace.local.runtime.MillraceRoot;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(name = "kafka", description = "A Kafka broker on loopback.", synopsisSubcommandLabel = "COMMAND")
final class KafkaCommand extends Group {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Command(name = "start", description = "Starts the broker on the data that it had before, if any.")
    int start(
            @Option(
                            names = "--port",
                            paramLabel = "P",
                            defaultValue = "9092",
                            description = "Where clients connect (${DEFAULT-VALUE}).")
                    int port) {
        Workspace workspace = Workspace.find();
        KafkaProcess kafka = KafkaProcess.start(BrokerSpec.in(workspace.kafkaHome(), port), workspace.root());
        print("Kafka started: bootstrap servers " + kafka.bootstrapServers() + ", data in " + kafka.home());
        return 0;
    }

    @Command(name = "status", description = "Says whether the broker runs; fails if not.")
    int status() {
        KafkaProcess kafka = running();
        print("Kafka runs: bootstrap servers " + kafka.bootstrapServers() + ", process "
                + kafka.process().pid() + ", log " + kafka.process().log());
        return 0;
    }

    @Command(name = "stop", description = "Stops the broker; its data stays.")
    int stop() {
        KafkaProcess kafka = running();
        kafka.stop();
        print("Kafka stopped; its data stays in " + kafka.home());
        return 0;
    }

    @Override
    CommandSpec spec() {
        return spec;
    }

    private static KafkaProcess running() {
        Workspace workspace = Workspace.find();
        MillraceRoot root = workspace.root();
        return KafkaProcess.running(workspace.kafkaHome(), root)
                .orElseThrow(() -> new LocalException("no Kafka broker runs; start one with: millrace kafka start"));
    }

    private void print(String line) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(line);
        out.flush();
    }
}
