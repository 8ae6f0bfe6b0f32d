package io.millrace.learners.ensembles;
