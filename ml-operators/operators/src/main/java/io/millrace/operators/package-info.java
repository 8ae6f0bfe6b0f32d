package io.millrace.operators;
