package io.millrace.common.aggregate;

import io.millrace.common.state.Compact;
import io.millrace.common.state.Sizes;
import io.millrace.common.state.ValueCodec;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Count and means of pairs, and the sums of squares and products of differences from the means. */
final class PairMoments {
    long count;
    private double meanX;
    private double meanY;
    private double squaresX;
    private double squaresY;
    private double products;

    /** Adds a pair of which neither is NaN. */
    void add(double x, double y) {
        count++;
        double differenceX = x - meanX;
        double differenceY = y - meanY;
        meanX += differenceX / count;
        meanY += differenceY / count;
        squaresX += differenceX * (x - meanX);
        squaresY += differenceY * (y - meanY);
        products += differenceX * (y - meanY);
    }

    void merge(PairMoments later) {
        if (later.count == 0) {
            return;
        }
        if (count == 0) {
            set(later);
            return;
        }
        long both = count + later.count;
        double differenceX = later.meanX - meanX;
        double differenceY = later.meanY - meanY;
        double share = (double) later.count / both;
        double weight = share * count;
        squaresX += later.squaresX + differenceX * differenceX * weight;
        squaresY += later.squaresY + differenceY * differenceY * weight;
        products += later.products + differenceX * differenceY * weight;
        meanX += differenceX * share;
        meanY += differenceY * share;
        count = both;
    }

    private void set(PairMoments from) {
        count = from.count;
        meanX = from.meanX;
        meanY = from.meanY;
        squaresX = from.squaresX;
        squaresY = from.squaresY;
        products = from.products;
    }

    double covariance(int fewer) {
        return count <= fewer ? Double.NaN : products / (count - fewer);
    }

    double correlation() {
        if (count < 2 || squaresX == 0 || squaresY == 0) {
            return Double.NaN;
        }
        double correlation = products / Math.sqrt(squaresX) / Math.sqrt(squaresY);
        return Math.max(-1, Math.min(1, correlation));
    }

    Trend trend() {
        if (count < 2 || squaresX == 0) {
            return new Trend(Double.NaN, Double.NaN);
        }
        double slope = products / squaresX;
        return new Trend(slope, meanY - slope * meanX);
    }

    /** Version 1: the count, and where it is not 0, the five numbers in the order of the fields. */
    enum Codec implements ValueCodec<PairMoments> {
        CODEC;

        @Override
        public int version() {
            return 1;
        }

        @Override
        public void write(PairMoments value, DataOutputView out) throws IOException {
            Compact.writeUnsigned(out, value.count);
            if (value.count > 0) {
                out.writeDouble(value.meanX);
                out.writeDouble(value.meanY);
                out.writeDouble(value.squaresX);
                out.writeDouble(value.squaresY);
                out.writeDouble(value.products);
            }
        }

        @Override
        public PairMoments read(int version, DataInputView in) throws IOException {
            PairMoments value = new PairMoments();
            value.count = Compact.readCount(in, Long.MAX_VALUE, "pairs");
            if (value.count > 0) {
                value.meanX = in.readDouble();
                value.meanY = in.readDouble();
                value.squaresX = in.readDouble();
                value.squaresY = in.readDouble();
                value.products = in.readDouble();
            }
            if (value.squaresX < 0 || value.squaresY < 0) {
                throw new IOException(
                        "sums of squares must be at least 0: " + value.squaresX + " and " + value.squaresY);
            }
            return value;
        }

        @Override
        public PairMoments copy(PairMoments value) {
            PairMoments copy = new PairMoments();
            copy.set(value);
            return copy;
        }

        @Override
        public long memoryBytes(PairMoments value) {
            return Sizes.object(52);
        }
    }
}
