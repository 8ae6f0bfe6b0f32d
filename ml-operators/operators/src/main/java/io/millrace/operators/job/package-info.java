/** What the jobs that learn have in common: their options, their records, and how the operators are wired. */
package io.millrace.operators.job;
