/** Partitioners: which subtask a record goes to. */
package io.millrace.common.partition;
