package io.millrace.common.aggregate;

import io.millrace.common.state.Compact;
import io.millrace.common.state.Sizes;
import io.millrace.common.state.ValueCodec;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * A sum that remembers what rounding lost, and how many numbers are in it: A. Neumaier, Rundungsfehleranalyse einiger
 * Verfahren zur Summation endlicher Summen, ZAMM 54 (1974), DOI 10.1002/zamm.19740540106.
 */
final class CompensatedSum {
    private static final long MOST = Long.MAX_VALUE >> 1;

    long count;
    private double sum;
    private double lost;

    /** Adds a number that is not NaN. */
    void add(double value) {
        count++;
        addUncounted(value);
    }

    private void addUncounted(double value) {
        double total = sum + value;
        lost += Math.abs(sum) >= Math.abs(value) ? sum - total + value : value - total + sum;
        sum = total;
    }

    void merge(CompensatedSum later) {
        count += later.count;
        addUncounted(later.sum);
        lost += later.lost;
    }

    /** The sum; 0 of nothing. */
    double sum() {
        double whole = sum + lost;
        // Infinite numbers lose infinity from infinity.
        return Double.isNaN(whole) || Double.isInfinite(sum) ? sum : whole;
    }

    /** Version 1: the count and whether anything was lost in one integer, the sum, and what was lost. */
    enum Codec implements ValueCodec<CompensatedSum> {
        CODEC;

        @Override
        public int version() {
            return 1;
        }

        @Override
        public void write(CompensatedSum value, DataOutputView out) throws IOException {
            boolean exact = Double.doubleToRawLongBits(value.lost) == 0;
            Compact.writeUnsigned(out, value.count << 1 | (exact ? 0 : 1));
            if (value.count > 0) {
                out.writeDouble(value.sum);
                if (!exact) {
                    out.writeDouble(value.lost);
                }
            }
        }

        @Override
        public CompensatedSum read(int version, DataInputView in) throws IOException {
            CompensatedSum value = new CompensatedSum();
            long head = Compact.readUnsigned(in);
            value.count = head >>> 1;
            if (value.count > MOST) {
                throw new IOException("number of values is 0 to " + MOST + ", found " + value.count);
            }
            if (value.count > 0) {
                value.sum = in.readDouble();
                value.lost = (head & 1) == 0 ? 0 : in.readDouble();
            }
            return value;
        }

        @Override
        public CompensatedSum copy(CompensatedSum value) {
            CompensatedSum copy = new CompensatedSum();
            copy.count = value.count;
            copy.sum = value.sum;
            copy.lost = value.lost;
            return copy;
        }

        @Override
        public long memoryBytes(CompensatedSum value) {
            return Sizes.object(28);
        }
    }
}
