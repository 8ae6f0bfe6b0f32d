@NullMarked
package io.millrace.learners.auto;

import org.jspecify.annotations.NullMarked;
