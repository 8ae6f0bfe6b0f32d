package io.millrace.learners;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

final class SnapshotReaderTest {
    private static SnapshotReader written(Consumer<SnapshotWriter> write) {
        SnapshotWriter out = new SnapshotWriter();
        write.accept(out);
        return new SnapshotReader(Arrays.copyOf(out.array(), out.length()), 10_000);
    }

    @Test
    void readsEachKindBack() {
        int[] numbers = {0, 1, -1, 63, -64, 64, 127, 128, Integer.MAX_VALUE, Integer.MIN_VALUE};
        double[] doubles = {0, -0.0, 1.5, Double.MAX_VALUE, Double.NaN, Double.NEGATIVE_INFINITY};
        SnapshotReader in = written(out -> {
            out.writeInts(numbers, numbers.length);
            out.writeCount(Integer.MAX_VALUE);
            out.writeDoubles(doubles, doubles.length);
            out.writeFloats(new float[] {1f, -2f}, 1);
            out.writeLongs(new long[] {Long.MIN_VALUE}, 1);
            out.writeText("aß漢");
            out.writeBoolean(true);
        });
        assertThat(in.readInts("n", numbers.length, Integer.MIN_VALUE, Integer.MAX_VALUE))
                .containsExactly(numbers);
        assertThat(in.readCount("c", Integer.MAX_VALUE)).isEqualTo(Integer.MAX_VALUE);
        assertThat(in.readDoubles("d", doubles.length)).containsExactly(doubles);
        assertThat(in.readFloats("f", 1)).containsExactly(1f);
        assertThat(in.readLongs("l", 1)).containsExactly(Long.MIN_VALUE);
        assertThat(in.readText("t")).isEqualTo("aß漢");
        assertThat(in.readBoolean()).isTrue();
        in.end();
    }

    @Test
    void zerosTakeFewBytes() {
        double[] doubles = new double[1_000];
        doubles[0] = 1;
        doubles[500] = -2;
        doubles[501] = -0.0;
        float[] floats = new float[1_000];
        floats[999] = 3;
        SnapshotWriter out = new SnapshotWriter();
        out.writeSparse(doubles, 1_000);
        // Runs of 0+1, 499+2 and 498+0: lengths in 1+1, 2+1 and 2+1 bytes.
        assertThat(out.length()).isEqualTo(8 + 3 * 8);
        SnapshotReader in = written(both -> {
            both.writeSparse(doubles, 1_000);
            both.writeSparse(floats, 1_000);
        });
        assertThat(in.readSparseDoubles("d", 1_000).length).isEqualTo(1_000);
        assertThatThrownBy(() -> in.readSparseFloats("f", 1_000))
                .isInstanceOf(CorruptSnapshotException.class)
                .hasMessageContaining("memory left for this snapshot is 2000 bytes, it asks 4000");
    }

    @Test
    void nothingIsTakenThatIsNotThere() {
        Consumer<Consumer<SnapshotReader>> corrupt = read -> assertThatThrownBy(() -> read.accept(written(out -> {
                    out.writeCount(1_000_000);
                    out.writeBoolean(true);
                })))
                .isInstanceOf(CorruptSnapshotException.class);
        corrupt.accept(in -> in.readCountOf("things", Integer.MAX_VALUE, 1));
        corrupt.accept(in -> in.readCount("things", 999_999));
        corrupt.accept(in -> in.readDoubles("d", Integer.MAX_VALUE));
        corrupt.accept(in -> in.readInts("d", Integer.MAX_VALUE, 0, 1));
        corrupt.accept(in -> in.readText("t"));
        corrupt.accept(SnapshotReader::readLong);
        corrupt.accept(SnapshotReader::readBoolean);
        corrupt.accept(SnapshotReader::end);
        corrupt.accept(in -> in.reserve(10_001));
        assertThatThrownBy(() -> written(out -> out.writeDouble(Double.NaN)).readFinite("x"))
                .isInstanceOf(CorruptSnapshotException.class);
        assertThatThrownBy(() -> written(out -> out.writeDouble(-1)).readPositive("x"))
                .isInstanceOf(CorruptSnapshotException.class);
    }

    @Test
    void aSchemaGoesThroughASnapshot() {
        Schema schema = Schema.of(false, true, true, false, false, true);
        SnapshotReader in = written(schema::write);
        assertThat(Schema.read(in)).isEqualTo(schema);
        in.end();
        assertThatThrownBy(() -> Schema.read(written(out -> {
                    out.writeCount(2);
                    out.writeCount(1);
                    out.writeCount(2);
                })))
                .isInstanceOf(CorruptSnapshotException.class)
                .hasMessageContaining("below 2");
    }
}
