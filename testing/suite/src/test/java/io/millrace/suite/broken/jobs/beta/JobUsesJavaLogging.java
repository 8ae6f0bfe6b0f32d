package io.millrace.suite.broken.jobs.beta;

import java.util.logging.Logger;

final class JobUsesJavaLogging {
    final Logger log = Logger.getLogger("job");
}
