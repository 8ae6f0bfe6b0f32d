package io.millrace.local;

import io.millrace.local.runtime.LocalException;
import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "bench", description = "Runs a benchmark; bench list names them all.")
final class BenchCommand implements Callable<Integer> {
    @Parameters(paramLabel = "NAME", description = "Name and options of the benchmark.")
    private List<String> arguments = new ArrayList<>();

    @Override
    public Integer call() {
        Workspace workspace = Workspace.find();
        Path jar = workspace
                .moduleJar("benchmarks", "benchmarks")
                .orElseThrow(() -> new LocalException("the benchmarks are not built: run mvn -DskipTests package"));
        String libraries = workspace.root().resolve("benchmarks/target/lib/*").toString();
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        for (String opened : List.of("java.util", "java.lang", "java.util.concurrent")) {
            command.add("--add-opens=java.base/" + opened + "=ALL-UNNAMED");
        }
        command.add("-Djava.net.preferIPv4Stack=true");
        command.add("-Dmillrace.root=" + workspace.root().path());
        command.add("-Dlog.file=" + workspace.home().resolve("log/bench.log"));
        command.add("-Dmillrace.console.level=ERROR");
        command.add("-Dlog4j.configurationFile="
                + workspace.root().resolve("flink-conf/log4j-cli.properties").toUri());
        command.addAll(List.of("-cp", jar + File.pathSeparator + libraries, "io.millrace.benchmarks.Bench"));
        command.addAll(arguments);
        return Foreground.run(new ProcessBuilder(command));
    }
}
