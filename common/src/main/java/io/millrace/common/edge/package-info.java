/** The source's edge: decoding, dead letters and event time. */
package io.millrace.common.edge;
