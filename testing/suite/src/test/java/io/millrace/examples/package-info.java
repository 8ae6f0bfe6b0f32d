/** The example of the README, as it stands there. */
package io.millrace.examples;
