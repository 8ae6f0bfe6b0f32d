package io.millrace.learners;
