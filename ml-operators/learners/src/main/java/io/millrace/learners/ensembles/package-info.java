/** Many members that each learn in their own way, and predict together. */
@NullMarked
package io.millrace.learners.ensembles;

import org.jspecify.annotations.NullMarked;
