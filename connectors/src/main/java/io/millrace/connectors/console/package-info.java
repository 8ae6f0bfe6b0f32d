/** Sinks without a system behind them: standard output, and nowhere. */
package io.millrace.connectors.console;
