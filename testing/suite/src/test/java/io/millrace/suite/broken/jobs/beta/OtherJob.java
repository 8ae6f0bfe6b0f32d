package io.millrace.suite.broken.jobs.beta;

public final class OtherJob {}
