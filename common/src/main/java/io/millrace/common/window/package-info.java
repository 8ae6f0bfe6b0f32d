/** Keyed windows. */
package io.millrace.common.window;
