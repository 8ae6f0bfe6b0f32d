/** Evaluates learners on a table in a file: reads it, runs them, shows how they did. */
@NullMarked
package io.millrace.local.evaluate;

import org.jspecify.annotations.NullMarked;
