package io.millrace.common.aggregate;

import io.millrace.common.state.Sizes;
import io.millrace.common.state.ValueCodec;
import io.millrace.common.state.Versions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Several aggregates over the same records. Can what all of them can. */
final class Composite<T, R> implements Aggregate<T, Object[], List<R>> {
    private static final long serialVersionUID = 1L;

    private final Aggregate<T, Object, R>[] parts;
    private final Codec codec;
    private final boolean invertible;

    @SuppressWarnings({"unchecked", "rawtypes"})
    Composite(List<? extends Aggregate<? super T, ?, ? extends R>> parts) {
        if (parts.isEmpty()) {
            throw new IllegalArgumentException("parts must be at least 1, found 0");
        }
        this.parts = (Aggregate<T, Object, R>[]) parts.toArray(new Aggregate[0]);
        this.codec = new Codec(Arrays.stream(this.parts)
                .<ValueCodec<Object>>map(Aggregate::codec)
                .toList());
        this.invertible = Arrays.stream(this.parts).allMatch(Aggregate::invertible);
    }

    @Override
    public Object[] create() {
        Object[] accumulators = new Object[parts.length];
        for (int i = 0; i < parts.length; i++) {
            accumulators[i] = parts[i].create();
        }
        return accumulators;
    }

    @Override
    public void add(Object[] accumulators, T record, long timestamp) {
        for (int i = 0; i < parts.length; i++) {
            parts[i].add(accumulators[i], record, timestamp);
        }
    }

    @Override
    public void merge(Object[] into, Object[] later) {
        for (int i = 0; i < parts.length; i++) {
            parts[i].merge(into[i], later[i]);
        }
    }

    @Override
    public boolean invertible() {
        return invertible;
    }

    @Override
    public void subtract(Object[] from, Object[] what) {
        if (!invertible) {
            throw new UnsupportedOperationException(signature() + " does not subtract");
        }
        for (int i = 0; i < parts.length; i++) {
            parts[i].subtract(from[i], what[i]);
        }
    }

    @Override
    public boolean orderFree() {
        return Arrays.stream(parts).allMatch(Aggregate::orderFree);
    }

    @Override
    public List<R> result(Object[] accumulators) {
        List<R> results = new ArrayList<>(parts.length);
        for (int i = 0; i < parts.length; i++) {
            results.add(parts[i].result(accumulators[i]));
        }
        return Collections.unmodifiableList(results);
    }

    @Override
    public List<R> resultOver(Object[] accumulators, long lengthMillis) {
        List<R> results = new ArrayList<>(parts.length);
        for (int i = 0; i < parts.length; i++) {
            results.add(parts[i].resultOver(accumulators[i], lengthMillis));
        }
        return Collections.unmodifiableList(results);
    }

    @Override
    public ValueCodec<Object[]> codec() {
        return codec;
    }

    @Override
    public String signature() {
        return Arrays.stream(parts).map(Aggregate::signature).collect(Collectors.joining(", ", "all(", ")"));
    }

    /** Known where all parts have the same. */
    @Override
    public Optional<TypeInformation<List<R>>> resultType() {
        Optional<TypeInformation<R>> first = parts[0].resultType();
        boolean same = Arrays.stream(parts).allMatch(part -> part.resultType().equals(first));
        return same ? first.map(Types::LIST) : Optional.empty();
    }

    /** Version 1: of each part the version of its codec and what that wrote, so that parts change by themselves. */
    private static final class Codec implements ValueCodec<Object[]> {
        private static final long serialVersionUID = 1L;

        private final ValueCodec<Object>[] parts;

        @SuppressWarnings({"unchecked", "rawtypes"})
        Codec(List<ValueCodec<Object>> parts) {
            this.parts = (ValueCodec<Object>[]) parts.toArray(new ValueCodec[0]);
        }

        @Override
        public int version() {
            return 1;
        }

        @Override
        public void write(Object[] accumulators, DataOutputView out) throws IOException {
            for (int i = 0; i < parts.length; i++) {
                Versions.write(out, parts[i]);
                parts[i].write(accumulators[i], out);
            }
        }

        @Override
        public Object[] read(int version, DataInputView in) throws IOException {
            Object[] accumulators = new Object[parts.length];
            for (int i = 0; i < parts.length; i++) {
                accumulators[i] = parts[i].read(Versions.read(in, parts[i]), in);
            }
            return accumulators;
        }

        @Override
        public Object[] copy(Object[] accumulators) {
            Object[] copy = new Object[parts.length];
            for (int i = 0; i < parts.length; i++) {
                copy[i] = parts[i].copy(accumulators[i]);
            }
            return copy;
        }

        @Override
        public long memoryBytes(Object[] accumulators) {
            long bytes = Sizes.array(4L * parts.length);
            for (int i = 0; i < parts.length; i++) {
                bytes += parts[i].memoryBytes(accumulators[i]);
            }
            return bytes;
        }
    }
}
