@NullMarked
package io.millrace.learners.tile;

import org.jspecify.annotations.NullMarked;
