/** The contract that sources and sinks implement; jobs find them by the name in their configuration. */
package io.millrace.common.connect;
