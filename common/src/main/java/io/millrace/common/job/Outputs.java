package io.millrace.common.job;

import io.millrace.common.connect.Connectors;
import io.millrace.common.connect.Outlet;
import io.millrace.common.connect.SinkConnector;
import io.millrace.common.options.Settings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Which connector writes which outlet of a job, by its settings. */
final class Outputs {
    /** One sink to be made. */
    record Target(SinkConnector connector, String prefix, Outlet outlet) {}

    private final Map<String, List<Target>> targets = new LinkedHashMap<>();

    Outputs(Job job, Settings settings) {
        List<String> mainTypes = JobOptions.checkedSinkTypes(settings, JobOptions.SINK);
        targets.put(Outlet.RESULTS.name(), targets(mainTypes, JobOptions.SINK, Outlet.RESULTS));
        for (String side : JobOptions.sideOutputs(job)) {
            if (!side.equals(JobOptions.DEAD_LETTERS) && !job.writes(side, settings)) {
                continue;
            }
            boolean latestOnly = job.onlyLatestMatters(side);
            List<String> own = JobOptions.checkedSinkTypes(settings, side);
            targets.put(
                    side,
                    own.isEmpty()
                            ? targets(mainTypes, JobOptions.SINK, new Outlet(side, true, latestOnly))
                            : targets(own, side, new Outlet(side, false, latestOnly)));
        }
    }

    private static List<Target> targets(List<String> types, String prefix, Outlet outlet) {
        List<Target> found = new ArrayList<>();
        for (SinkConnector connector : Connectors.sinks()) {
            if (types.contains(connector.type())) {
                found.add(new Target(connector, prefix, outlet));
            }
        }
        return found;
    }

    List<Target> of(String outlet) {
        List<Target> found = targets.get(outlet);
        if (found == null) {
            throw new IllegalArgumentException(
                    "output '" + outlet + "' is not declared by the job; declared are " + targets.keySet());
        }
        return found;
    }

    void validate(Settings settings) {
        targets.values().forEach(all -> all.forEach(t -> t.connector().validate(settings, t.prefix())));
    }

    void preflight(Settings settings) {
        Map<String, List<Target>> bySink = new LinkedHashMap<>();
        targets.values()
                .forEach(all -> all.forEach(t -> bySink.computeIfAbsent(
                                t.prefix() + "." + t.connector().type(), key -> new ArrayList<>())
                        .add(t)));
        bySink.values().forEach(same -> same.get(0)
                .connector()
                .preflight(
                        settings,
                        same.get(0).prefix(),
                        same.stream().map(Target::outlet).toList()));
    }
}
