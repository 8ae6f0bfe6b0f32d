package io.millrace.suite.broken.local;

public final class Launcher {}
