/** How a job is declared, configured, checked and started. */
package io.millrace.common.job;
