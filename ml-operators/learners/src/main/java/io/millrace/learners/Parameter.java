package io.millrace.learners;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A parameter of a learner: a component of its settings, a record. The parameter's name is the component's with hyphens.
 * A component is an {@code int}, {@code long}, {@code double}, {@code boolean}, {@code String}, an enum, or a record of
 * further parameters, whose names follow its own with a dot.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Parameter {
    /** The default, as a user would write it; for a record, those of its defaults that differ: {@code "a=1 b=2"}. */
    String value();

    /** What it is for, one sentence. */
    String help();

    /** The least value of a number. */
    double min() default Double.NEGATIVE_INFINITY;

    /** The greatest value of a number. */
    double max() default Double.POSITIVE_INFINITY;

    /** Whether {@link #min()} itself is too little. */
    boolean above() default false;

    /** Whether a {@code long} is a size in memory, which may be written as {@code 64 kb} or {@code 1 mb}. */
    boolean bytes() default false;
}
