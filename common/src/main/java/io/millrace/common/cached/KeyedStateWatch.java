package io.millrace.common.cached;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import org.apache.flink.api.common.functions.RuntimeContext;

/** Notices when a function asks for keyed state of its own, whichever way: only then the current key matters to it. */
final class KeyedStateWatch {
    private KeyedStateWatch() {}

    /** The same context, that runs something before it gives out any keyed state. */
    static RuntimeContext around(RuntimeContext context, Runnable onKeyedState) {
        return (RuntimeContext) Proxy.newProxyInstance(
                RuntimeContext.class.getClassLoader(),
                new Class<?>[] {RuntimeContext.class},
                (proxy, method, arguments) -> {
                    if (method.getName().endsWith("State")) {
                        onKeyedState.run();
                    }
                    try {
                        return method.invoke(context, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getTargetException();
                    }
                });
    }
}
