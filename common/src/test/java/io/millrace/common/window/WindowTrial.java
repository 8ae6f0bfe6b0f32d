package io.millrace.common.window;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.common.window.WindowComparison.Side;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.runtime.state.StateBackend;

/** One case, computed by the operator under test and by all that it is to equal. */
final class WindowTrial {
    private WindowTrial() {}

    /** @param counting whether the state backend can tell how many entries it has */
    static void compare(WindowCase windows, MemorySize cache, Supplier<StateBackend> backend, boolean counting)
            throws Exception {
        List<WindowEngine> engines = new ArrayList<>();
        try {
            MillraceWindows millrace = new MillraceWindows(windows, cache, backend);
            engines.add(millrace);
            List<Side> sides = new ArrayList<>();
            sides.add(new Side("Millrace with a cache of " + cache, millrace, UnaryOperator.identity()));
            if (windows.kind().inFlink()) {
                FlinkWindows flink = new FlinkWindows(windows);
                engines.add(flink);
                sides.add(new Side("Flink", flink, emitted -> WindowComparison.asFlink(windows, emitted)));
            }
            WindowModel model = new WindowModel(windows);
            engines.add(model);
            sides.add(new Side("the model", model, UnaryOperator.identity()));
            WindowComparison.run(windows, sides);
            if (windows.definitions().stream().noneMatch(WindowDefinition.Count.class::isInstance)) {
                assertThat(millrace.timers()).as("timers left by %s", windows).isZero();
                if (counting) {
                    assertThat(millrace.stateEntries())
                            .as("state entries left by %s", windows)
                            .isZero();
                }
            }
        } finally {
            for (WindowEngine engine : engines) {
                engine.close();
            }
        }
    }
}
