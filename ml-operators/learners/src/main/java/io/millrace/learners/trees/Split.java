package io.millrace.learners.trees;

/** A way to part records in two: by whether a number is at most a threshold, or a category is a given one. */
final class Split {
    /** Index of the feature; -1 for none found. */
    int feature = -1;

    boolean nominal;
    double threshold;
    /** What it gains, in the unit of the search; 0 where none was found. */
    double gain;
    /** Gain of the best split on any other feature; 0 where there is none. */
    double secondGain;
    /** Whether records without the feature go left, where more of those with it go. */
    boolean missingLeft;

    /** Makes it the best or the second, if it is. */
    boolean offer(int newFeature, double newGain) {
        if (newGain > gain) {
            if (newFeature != feature) {
                secondGain = gain;
            }
            feature = newFeature;
            gain = newGain;
            return true;
        }
        if (newFeature != feature && newGain > secondGain) {
            secondGain = newGain;
        }
        return false;
    }
}
