/** Files on any Flink file system: lines in, lines or Parquet out. */
package io.millrace.connectors.files;
