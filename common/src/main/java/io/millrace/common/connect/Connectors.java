package io.millrace.common.connect;

import java.util.List;
import java.util.ServiceLoader;
import java.util.function.Function;
import java.util.stream.Stream;

/** The connectors on the class path. */
public final class Connectors {
    private Connectors() {}

    /** All source connectors, by name. */
    public static List<SourceConnector> sources() {
        return found(SourceConnector.class, SourceConnector::type);
    }

    /** All sink connectors, by name. */
    public static List<SinkConnector> sinks() {
        return found(SinkConnector.class, SinkConnector::type);
    }

    private static <C> List<C> found(Class<C> contract, Function<C, String> name) {
        // The class loader of this class, not the thread's: in a fat JAR both services and contract are in the JAR.
        Stream<C> all = ServiceLoader.load(contract, Connectors.class.getClassLoader()).stream()
                .map(ServiceLoader.Provider::get);
        return all.sorted((a, b) -> name.apply(a).compareTo(name.apply(b))).toList();
    }
}
