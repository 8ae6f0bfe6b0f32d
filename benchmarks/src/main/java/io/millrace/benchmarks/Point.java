package io.millrace.benchmarks;

import io.millrace.common.state.StateCodec;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * A record of the window benchmark.
 *
 * @param time event time in milliseconds
 */
public record Point(int key, long time, double value) {
    /**
     * How many were read from the network since the last reset: what an operator behind a shuffle took in, whatever waits
     * before it. Written by the operator's thread alone.
     */
    static final AtomicLong TAKEN = new AtomicLong();

    /** Public with a public constructor, because state makes it by reflection. */
    public static final class Codec implements StateCodec<Point> {
        private static final long serialVersionUID = 1L;

        @Override
        public Class<Point> type() {
            return Point.class;
        }

        @Override
        public int version() {
            return 1;
        }

        @Override
        public void write(Point point, DataOutputView out) throws IOException {
            out.writeInt(point.key);
            out.writeLong(point.time);
            out.writeDouble(point.value);
        }

        @Override
        public Point read(int version, DataInputView in) throws IOException {
            TAKEN.lazySet(TAKEN.getPlain() + 1);
            return new Point(in.readInt(), in.readLong(), in.readDouble());
        }

        @Override
        public Point copy(Point point) {
            return point;
        }

        @Override
        public long memoryBytes(Point point) {
            return 40;
        }
    }
}
