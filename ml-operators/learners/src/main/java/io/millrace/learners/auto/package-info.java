/** Learners for those who do not know which to take: many kinds of members, stacked and pooled, within a memory budget. */
@NullMarked
package io.millrace.learners.auto;

import org.jspecify.annotations.NullMarked;
