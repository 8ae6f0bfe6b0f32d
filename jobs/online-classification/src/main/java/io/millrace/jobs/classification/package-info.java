/** Online classification as a job. */
package io.millrace.jobs.classification;
