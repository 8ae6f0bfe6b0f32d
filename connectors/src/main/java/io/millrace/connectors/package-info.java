package io.millrace.connectors;
