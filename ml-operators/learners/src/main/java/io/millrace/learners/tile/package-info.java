/** An additive model of linear terms, bins and pair cells, for classification and regression. */
@NullMarked
package io.millrace.learners.tile;

import org.jspecify.annotations.NullMarked;
