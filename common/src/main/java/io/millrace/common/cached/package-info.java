/** Keyed state whose working set is kept as live objects. */
package io.millrace.common.cached;
