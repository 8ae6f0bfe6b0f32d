package io.millrace.common.options;

import java.util.function.Predicate;

/** A bound on an option's value, with the words that say it; empty words where the type says it already. */
record Constraint<T>(String words, Predicate<T> holds) {}
