/** Online regression as a job. */
package io.millrace.jobs.regression;
