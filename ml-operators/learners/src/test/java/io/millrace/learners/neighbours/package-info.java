package io.millrace.learners.neighbours;
