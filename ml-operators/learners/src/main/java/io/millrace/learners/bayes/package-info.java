/** Naive Bayes, and the estimates per class and feature that trees grow on. */
@NullMarked
package io.millrace.learners.bayes;

import org.jspecify.annotations.NullMarked;
