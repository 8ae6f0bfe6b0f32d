/** The command line behind {@code scripts/millrace}. */
package io.millrace.local;
