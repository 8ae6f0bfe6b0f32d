/** Learners that remember records and answer with the nearest of them. */
@NullMarked
package io.millrace.learners.neighbours;

import org.jspecify.annotations.NullMarked;
