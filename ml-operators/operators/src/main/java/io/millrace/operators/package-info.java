/** Learners in Flink jobs: a model for each key or one for all, labels that come late, evaluation, models in and out. */
package io.millrace.operators;
