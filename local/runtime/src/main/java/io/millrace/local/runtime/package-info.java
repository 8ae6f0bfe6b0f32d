package io.millrace.local.runtime;
