/** Aggregates: from records to one result, with the algebra that windows need. */
package io.millrace.common.aggregate;
