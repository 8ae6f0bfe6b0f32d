package io.millrace.learners.neighbours;

import io.millrace.learners.Parameter;

/** Parameters of k-nearest neighbours. */
public record KnnSettings(
        @Parameter(value = "10", min = 1, max = 1_000, help = "How many of the nearest records answer.")
        int neighbours,

        @Parameter(
                value = "1000",
                min = 1,
                max = 1_000_000,
                help = "How many of the latest records are remembered; fewer where memory does not hold them.")
        int window,

        @Parameter(value = "uniform", help = "How a neighbour's vote falls with its distance.")
        Weighting weighting,

        @Parameter(
                value = "16 mb",
                min = 65_536,
                max = 1L << 36,
                bytes = true,
                help = "What the remembered records take at most; one record is kept however wide it is.")
        long memory) {
    /** How a neighbour's vote falls with its distance. */
    public enum Weighting {
        /** Not at all. */
        UNIFORM {
            @Override
            double weight(double squaredDistance) {
                return 1;
            }
        },
        /** As one over the distance and a thousandth. */
        INVERSE {
            @Override
            double weight(double squaredDistance) {
                return 1 / (Math.sqrt(squaredDistance) + 1e-3);
            }
        };

        abstract double weight(double squaredDistance);
    }
}
