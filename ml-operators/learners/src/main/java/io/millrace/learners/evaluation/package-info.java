/**
 * How well learners predict, told while they learn: predict first, then learn. No clock: whoever wants time measures it
 * around the calls.
 */
@NullMarked
package io.millrace.learners.evaluation;

import org.jspecify.annotations.NullMarked;
