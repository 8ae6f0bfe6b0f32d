/** Linear models: regression and classification by a weighted sum of standardised features. */
@NullMarked
package io.millrace.learners.linear;

import org.jspecify.annotations.NullMarked;
