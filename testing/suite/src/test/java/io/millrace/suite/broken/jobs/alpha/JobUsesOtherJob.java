package io.millrace.suite.broken.jobs.alpha;

import io.millrace.suite.broken.jobs.beta.OtherJob;

final class JobUsesOtherJob {
    final OtherJob other = new OtherJob();
}
