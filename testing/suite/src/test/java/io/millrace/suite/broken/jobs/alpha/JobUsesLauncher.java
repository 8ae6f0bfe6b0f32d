package io.millrace.suite.broken.jobs.alpha;

import io.millrace.suite.broken.local.Launcher;

final class JobUsesLauncher {
    final Launcher launcher = new Launcher();
}
