/** What connectors that are not Flink's own share: lines of bytes, and splits that are known from the start. */
package io.millrace.connectors.support;
