package io.millrace.benchmarks;
