/** Detectors that tell from a stream of numbers that it has changed. */
@NullMarked
package io.millrace.learners.drift;

import org.jspecify.annotations.NullMarked;
