/** Lines over TCP connections as a source. */
package io.millrace.connectors.tcp;
