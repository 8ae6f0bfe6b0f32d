package io.millrace.common;
