/**
 * Learners that take one record at a time: contracts, parameters, snapshots, and the list of all learners by name. The
 * JDK and nothing else.
 */
@NullMarked
package io.millrace.learners;

import org.jspecify.annotations.NullMarked;
