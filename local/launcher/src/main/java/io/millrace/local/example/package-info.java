/** Examples of learning jobs, each with one command: data over Kafka, the job, and its figures. */
package io.millrace.local.example;
