package io.millrace.jobs.traffic;
