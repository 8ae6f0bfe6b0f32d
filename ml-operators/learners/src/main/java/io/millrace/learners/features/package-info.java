/** Features made of features, in front of any learner. */
@NullMarked
package io.millrace.learners.features;

import org.jspecify.annotations.NullMarked;
