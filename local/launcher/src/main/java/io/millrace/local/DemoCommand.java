package io.millrace.local;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "demo", description = "Shows the traffic monitor at work on generated traffic, with nothing installed.")
final class DemoCommand implements Callable<Integer> {
    @Parameters(paramLabel = "OPTION", description = "Options of the demo.")
    private List<String> options = new ArrayList<>();

    @Override
    public Integer call() {
        return Demo.run(List.copyOf(options));
    }
}
