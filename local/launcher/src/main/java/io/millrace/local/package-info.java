package io.millrace.local;
