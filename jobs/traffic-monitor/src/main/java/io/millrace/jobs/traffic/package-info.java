/** The traffic monitor: windowed statistics of a feed, per device. */
package io.millrace.jobs.traffic;
