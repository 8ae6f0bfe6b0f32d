/** Kafka topics as sources and sinks. */
package io.millrace.connectors.kafka;
