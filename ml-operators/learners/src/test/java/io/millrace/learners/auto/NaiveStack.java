package io.millrace.learners.auto;

/** {@link ClassStack} by its equations, a number at a time. */
final class NaiveStack {
    private final int members;
    private final int classes;
    private final double[][] errors;
    private final double[] poolErrors = new double[3];
    private final double[] w;
    private final double[] wSquares;
    private final double[][] v;
    private final double[][] vSquares;
    private final double[] b;
    private final double[] bSquares;
    private double[][] pools = new double[3][];

    NaiveStack(int members, int classes) {
        this.members = members;
        this.classes = classes;
        this.errors = new double[2][members];
        this.w = new double[members];
        this.wSquares = new double[members];
        this.v = new double[members][classes];
        this.vSquares = new double[members][classes];
        this.b = new double[classes];
        this.bSquares = new double[classes];
        java.util.Arrays.fill(w, 1.2 / members);
    }

    double[] combine(double[] votes) {
        pools = new double[3][classes];
        for (int p = 0; p < 2; p++) {
            double all = 0;
            for (int m = 0; m < members; m++) {
                all += Math.exp(-0.5 * errors[p][m]);
            }
            for (int c = 0; c < classes; c++) {
                for (int m = 0; m < members; m++) {
                    pools[p][c] += Math.exp(-0.5 * errors[p][m]) / all * votes[c * members + m];
                }
            }
        }
        double sum = 0;
        for (int c = 0; c < classes; c++) {
            double score = b[c];
            for (int m = 0; m < members; m++) {
                score += (w[m] + v[m][c]) * log(votes, m, c);
            }
            pools[2][c] = Math.exp(score);
            sum += pools[2][c];
        }
        double[] result = new double[classes];
        double all = 0;
        for (int p = 0; p < 3; p++) {
            all += Math.exp(-0.2 * poolErrors[p]);
        }
        for (int c = 0; c < classes; c++) {
            pools[2][c] /= sum;
            for (int p = 0; p < 3; p++) {
                result[c] += Math.exp(-0.2 * poolErrors[p]) / all * pools[p][c];
            }
        }
        return result;
    }

    private double log(double[] votes, int member, int c) {
        return Math.log(0.98 * votes[c * members + member] + 0.02 / classes);
    }

    void learn(double[] votes, int label) {
        for (int m = 0; m < members; m++) {
            double[] own = new double[classes];
            for (int c = 0; c < classes; c++) {
                own[c] = votes[c * members + m];
            }
            int wrong = best(own) == label ? 0 : 1;
            errors[0][m] = 0.9995 * errors[0][m] + wrong;
            errors[1][m] = 0.99 * errors[1][m] + wrong;
        }
        for (int p = 0; p < 3; p++) {
            poolErrors[p] = 0.9995 * poolErrors[p] + (best(pools[p]) == label ? 0 : 1);
        }
        for (int m = 0; m < members; m++) {
            double slope = 0;
            for (int c = 0; c < classes; c++) {
                double g = (pools[2][c] - (c == label ? 1 : 0)) * log(votes, m, c);
                slope += g;
                vSquares[m][c] += g * g;
                v[m][c] -= 0.1 * g / Math.sqrt(vSquares[m][c] + 1);
            }
            wSquares[m] += slope * slope;
            w[m] = Math.max(0, w[m] - 0.2 * slope / Math.sqrt(wSquares[m] + 1));
        }
        for (int c = 0; c < classes; c++) {
            double g = pools[2][c] - (c == label ? 1 : 0);
            bSquares[c] += g * g;
            b[c] -= 0.04 * g / Math.sqrt(bSquares[c] + 1);
        }
    }

    private static int best(double[] values) {
        int best = 0;
        for (int c = 1; c < values.length; c++) {
            best = values[c] > values[best] ? c : best;
        }
        return best;
    }
}
