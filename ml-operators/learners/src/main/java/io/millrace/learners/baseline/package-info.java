/** What any learner has to beat. */
@NullMarked
package io.millrace.learners.baseline;

import org.jspecify.annotations.NullMarked;
