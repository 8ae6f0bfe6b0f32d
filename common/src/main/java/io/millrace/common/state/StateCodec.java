package io.millrace.common.state;

/**
 * A codec that state can make anew: the class is public with a public constructor without parameters, and state
 * remembers the class and the version.
 *
 * @param <T> the object
 */
public interface StateCodec<T> extends ValueCodec<T> {
    /** The class of the objects. */
    Class<T> type();
}
