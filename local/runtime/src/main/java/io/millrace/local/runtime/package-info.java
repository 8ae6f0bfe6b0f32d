/** Starts and stops Flink clusters and Kafka brokers on this machine, as processes or in this JVM; loopback only. */
package io.millrace.local.runtime;
