package io.millrace.connectors.tcp;

import java.io.Serializable;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How feeds are read.
 *
 * @param connectTimeout how long one attempt may take
 * @param readTimeout after how long without a byte a connection counts as broken; {@code null} for never
 * @param endOfFeed what a clean close means
 * @param reconnect when to try again
 * @param maxLineBytes the longest line
 * @param bufferBytes about how much waits between the connections and the pipeline
 */
record TcpSettings(
        Duration connectTimeout,
        @Nullable Duration readTimeout,
        EndOfFeed endOfFeed,
        Reconnect reconnect,
        int maxLineBytes,
        int bufferBytes)
        implements Serializable {

    /**
     * Exponential back-off, factor 2.
     *
     * @param initialDelay before the first new attempt
     * @param maxDelay the longest delay
     * @param giveUpAfter how long to try before the job fails
     */
    record Reconnect(Duration initialDelay, Duration maxDelay, Duration giveUpAfter) implements Serializable {
        /**
         * The delay before an attempt: between half and all of {@code initialDelay * 2^failures}, at most
         * {@code maxDelay}, so that readers that lost the same peer do not come back in step.
         *
         * @param failures attempts that failed since the last connection, from 0
         * @param random from 0 to 1
         */
        long delayNanos(int failures, double random) {
            double full = Math.min(initialDelay.toNanos() * Math.pow(2, failures), maxDelay.toNanos());
            return (long) (full * (0.5 + 0.5 * random));
        }
    }
}
