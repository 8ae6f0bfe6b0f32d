package io.millrace.learners;

/** Tells from a stream of numbers, mostly errors of a learner, that their distribution has changed. */
public interface DriftDetector extends Learner {
    /** What one number led to. */
    enum Signal {
        /** As before. */
        NONE,
        /** It may be changing; get something ready. */
        WARNING,
        /** It has changed. The detector has forgotten what was before. */
        DRIFT
    }

    /**
     * Takes the next number.
     *
     * @param value what the detector's own class says, such as 1 for an error and 0 for a hit. NaN is passed over, and
     *     what is out of range is cut to it
     */
    Signal add(double value);
}
