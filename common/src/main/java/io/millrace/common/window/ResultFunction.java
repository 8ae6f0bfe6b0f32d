package io.millrace.common.window;

import java.io.Serializable;

/** Makes a record of a window's result. */
@FunctionalInterface
public interface ResultFunction<K, R, OUT> extends Serializable {
    OUT apply(WindowResult<K, R> result);
}
