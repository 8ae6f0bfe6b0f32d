/** Decision trees that grow with a stream. */
@NullMarked
package io.millrace.learners.trees;

import org.jspecify.annotations.NullMarked;
