package io.millrace.jobs.regression;

import io.millrace.common.job.Jobs;
import io.millrace.operators.ModelSpec.Task;
import io.millrace.operators.job.LearningJob;

/** Predicts a number for each record of a stream, and learns from what then proves right; {@code docs/online-regression.md}. */
public final class OnlineRegressionJob extends LearningJob {
    public OnlineRegressionJob() {
        super(Task.REGRESSION);
    }

    public static void main(String[] args) throws Exception {
        Jobs.main(new OnlineRegressionJob(), args);
    }

    @Override
    public String description() {
        return "predicts a number for each record, and learns from what then proves right.";
    }
}
