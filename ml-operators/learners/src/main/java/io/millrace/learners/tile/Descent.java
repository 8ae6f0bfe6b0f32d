package io.millrace.learners.tile;

import io.millrace.learners.HeapSize;

/** One record's steps against the gradient, by variant and column, as long as a row of the table is wide. */
final class Descent {
    private static final float LINEAR_RATE = 0.1f;
    private static final float LINEAR_DAMPING = 0.01f;

    private final float[] step;
    private final float[] squared;
    private final float[] linearStep;
    private float damping;

    Descent(int stride) {
        this.step = new float[stride];
        this.squared = new float[stride];
        this.linearStep = new float[stride];
    }

    long memoryBytes() {
        return HeapSize.object(16) + 3 * HeapSize.ints(step.length);
    }

    /** Takes the gradient; a variant's step goes with one over the square root of its active cells. */
    void steps(Variants variants, int[] kept, CellKeys cells, float[] gradient, float relative) {
        int columns = gradient.length / kept.length;
        int active = 0;
        int section = -1;
        damping = (float) variants.damping();
        for (int v = 0; v < kept.length; v++) {
            while (section < variants.sections()[kept[v]]) {
                section++;
                active += cells.end(section) - cells.linearEnd(section);
            }
            float rate = (float) (variants.rates()[kept[v]] / Math.sqrt(active));
            for (int c = v * columns; c < (v + 1) * columns; c++) {
                float g = relative * gradient[c];
                linearStep[c] = LINEAR_RATE * g;
                step[c] = rate * g;
                squared[c] = gradient[c] * g;
            }
        }
    }

    /** Moves the weights of active cells from one place to another, as of a column of their rows. */
    void cells(CellTable table, int[] rows, int from, int to, int first) {
        float[] weights = table.weights();
        float[] squares = table.squares();
        int stride = table.stride();
        for (int i = from; i < to; i++) {
            if (rows[i] >= 0) {
                int at = rows[i] * stride;
                for (int k = first; k < stride; k++) {
                    squares[at + k] += squared[k];
                    weights[at + k] -= step[k] / (float) Math.sqrt(squares[at + k] + damping);
                }
            }
        }
    }

    /** Moves the weights of linear terms likewise. */
    void linear(CellTable table, int[] rows, float[] inputs, int from, int to, int first) {
        float[] weights = table.weights();
        float[] squares = table.squares();
        int stride = table.stride();
        for (int i = from; i < to; i++) {
            if (rows[i] >= 0) {
                int at = rows[i] * stride;
                float x = inputs[i];
                for (int k = first; k < stride; k++) {
                    squares[at + k] += squared[k] * x * x;
                    weights[at + k] -= linearStep[k] * x / (float) Math.sqrt(squares[at + k] + LINEAR_DAMPING);
                }
            }
        }
    }
}
