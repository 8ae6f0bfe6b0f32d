package io.millrace.common.window;

import io.millrace.common.aggregate.Aggregate;
import io.millrace.common.state.StateCodec;
import io.millrace.common.state.StateTypeInfo;
import io.millrace.common.state.ValueCodec;
import java.io.IOException;
import java.util.Optional;
import org.apache.flink.api.common.functions.AggregateFunction;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * An aggregate that shows which records are in a window: their number, the sum and the greatest of their values, a sum of
 * hashes of their ids and times, and, where order matters, a hash of their sequence.
 */
record Evidence(Evidence.Algebra algebra) implements Aggregate<WindowEvent, Evidence.Sums, Evidence.Sums> {
    /** What the aggregate can do, and with it what it shows. */
    enum Algebra {
        /** Can subtract; shows no greatest value and no sequence. */
        INVERTIBLE,
        /** Only merges; shows no sequence. */
        MERGING,
        /** Only merges, in order; shows all. */
        ORDERED
    }

    /** An accumulator. */
    static final class Sums {
        long count;
        long sum;
        long max;
        long hash;
        long chain;
        long power = 1;

        Sums copy() {
            Sums copy = new Sums();
            copy.count = count;
            copy.sum = sum;
            copy.max = max;
            copy.hash = hash;
            copy.chain = chain;
            copy.power = power;
            return copy;
        }
    }

    private static final long BASE = 0x5851_F42D_4C95_7F2DL;

    /** The finalizer of SplitMix64: every bit of the result hangs on every bit of the number. */
    static long mixed(long number) {
        long z = number + 0x9E37_79B9_7F4A_7C15L;
        z = (z ^ (z >>> 30)) * 0xBF58_476D_1CE4_E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D0_49BB_1331_11EBL;
        return z ^ (z >>> 31);
    }

    /** The sequence's hash with one more record. */
    static long chained(long chain, long id) {
        return chain * BASE + mixed(id);
    }

    @Override
    public Sums create() {
        return new Sums();
    }

    @Override
    public void add(Sums sums, WindowEvent event, long timestamp) {
        sums.count++;
        sums.sum += event.value();
        sums.hash += mixed(event.id() ^ mixed(timestamp));
        if (algebra != Algebra.INVERTIBLE) {
            sums.max = Math.max(sums.max, event.value());
        }
        if (algebra == Algebra.ORDERED) {
            sums.chain = chained(sums.chain, event.id());
            sums.power *= BASE;
        }
    }

    @Override
    public void merge(Sums into, Sums later) {
        into.count += later.count;
        into.sum += later.sum;
        into.hash += later.hash;
        into.max = Math.max(into.max, later.max);
        into.chain = into.chain * later.power + later.chain;
        into.power *= later.power;
    }

    @Override
    public Sums result(Sums sums) {
        return sums.copy();
    }

    @Override
    public ValueCodec<Sums> codec() {
        return new Codec();
    }

    @Override
    public boolean invertible() {
        return algebra == Algebra.INVERTIBLE;
    }

    @Override
    public void subtract(Sums from, Sums what) {
        if (algebra != Algebra.INVERTIBLE) {
            throw new UnsupportedOperationException(signature() + " does not subtract");
        }
        from.count -= what.count;
        from.sum -= what.sum;
        from.hash -= what.hash;
    }

    @Override
    public boolean orderFree() {
        return algebra != Algebra.ORDERED;
    }

    @Override
    public String signature() {
        return "evidence " + algebra;
    }

    @Override
    public Optional<TypeInformation<Sums>> resultType() {
        return Optional.of(new StateTypeInfo<>(Codec.class));
    }

    /** The same aggregate for Flink's windows. */
    static final class ForFlink implements AggregateFunction<WindowEvent, Sums, Sums> {
        private static final long serialVersionUID = 1L;
        private final Evidence evidence;

        ForFlink(Evidence evidence) {
            this.evidence = evidence;
        }

        @Override
        public Sums createAccumulator() {
            return evidence.create();
        }

        @Override
        public Sums add(WindowEvent event, Sums sums) {
            evidence.add(sums, event, event.time());
            return sums;
        }

        @Override
        public Sums getResult(Sums sums) {
            return evidence.result(sums);
        }

        @Override
        public Sums merge(Sums a, Sums b) {
            evidence.merge(a, b);
            return a;
        }
    }

    /** Public with a public constructor, because state makes it by reflection. */
    public static final class Codec implements StateCodec<Sums> {
        private static final long serialVersionUID = 1L;

        @Override
        public Class<Sums> type() {
            return Sums.class;
        }

        @Override
        public int version() {
            return 1;
        }

        @Override
        public void write(Sums sums, DataOutputView out) throws IOException {
            out.writeLong(sums.count);
            out.writeLong(sums.sum);
            out.writeLong(sums.max);
            out.writeLong(sums.hash);
            out.writeLong(sums.chain);
            out.writeLong(sums.power);
        }

        @Override
        public Sums read(int version, DataInputView in) throws IOException {
            Sums sums = new Sums();
            sums.count = in.readLong();
            sums.sum = in.readLong();
            sums.max = in.readLong();
            sums.hash = in.readLong();
            sums.chain = in.readLong();
            sums.power = in.readLong();
            return sums;
        }

        @Override
        public Sums copy(Sums sums) {
            return sums.copy();
        }

        @Override
        public long memoryBytes(Sums sums) {
            return 64;
        }
    }
}
