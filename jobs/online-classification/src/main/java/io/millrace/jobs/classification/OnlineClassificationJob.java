package io.millrace.jobs.classification;

import io.millrace.common.job.Jobs;
import io.millrace.operators.ModelSpec.Task;
import io.millrace.operators.job.LearningJob;

/** Predicts a class, with probabilities, for each record of a stream, and learns from what then proves right; {@code docs/online-classification.md}. */
public final class OnlineClassificationJob extends LearningJob {
    public OnlineClassificationJob() {
        super(Task.CLASSIFICATION);
    }

    public static void main(String[] args) throws Exception {
        Jobs.main(new OnlineClassificationJob(), args);
    }

    @Override
    public String description() {
        return "predicts a class for each record, and learns from what then proves right.";
    }
}
