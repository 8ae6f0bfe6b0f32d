package io.millrace.common.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.common.aggregate.Aggregates;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;
import org.openjdk.jol.info.GraphLayout;

/** The bytes of a key's windows in state, worked out by hand, and what becomes of wrong ones. */
class KeyWindowsCodecTest {
    private static final WindowPlan<Object, ?, Long> PLAN = WindowPlan.of(
            Aggregates.count(),
            List.of(WindowDefinition.tumbling(Duration.ofMillis(10)), WindowDefinition.session(Duration.ofMillis(5))),
            Duration.ofMillis(100),
            Duration.ofMillis(50));

    /**
     * Version of accumulators 1; fired 40 (signed: 80 = 0x50); no count; early at 100 (200 = c8 01) of changes from 41 (82 =
     * 52) to 41 + 2; open from 40 (50) of length 10 with a count of 7; two slices: 3 (06) with a count of 1 and one later
     * (02) with a count of 128 (80 01); one window, 3, with 2 results; one session from -5 (09) of length 6 with 3 results,
     * changed, a count of 9.
     */
    private static final String GOLDEN = "01" + "50" + "00" + "01c8015202" + "01500a07" + "02" + "0601" + "028001"
            + "01" + "0602" + "01" + "0906030109";

    private static <A> KeyWindowsCodec<String, A> codec(WindowPlan<?, A, ?> plan) {
        return new KeyWindowsCodec<>(plan);
    }

    private static KeyWindows<String, ?> read(byte[] bytes) throws IOException {
        DataInputDeserializer in = new DataInputDeserializer(bytes);
        KeyWindows<String, ?> windows = codec(PLAN).read(1, in);
        if (in.available() > 0) {
            throw new IOException("too many bytes");
        }
        return windows;
    }

    private static <A> String written(WindowPlan<?, A, ?> plan, byte[] bytes, boolean copied) throws IOException {
        KeyWindowsCodec<String, A> codec = codec(plan);
        KeyWindows<String, A> windows = codec.read(1, new DataInputDeserializer(bytes));
        DataOutputSerializer out = new DataOutputSerializer(64);
        codec.write(copied ? codec.copy(windows) : windows, out);
        return HexFormat.of().formatHex(out.getCopyOfBuffer());
    }

    @Test
    void bytesOfVersion1StayReadable() throws IOException {
        byte[] golden = HexFormat.of().parseHex(GOLDEN);
        KeyWindows<String, ?> windows = read(golden);
        assertThat(windows.fired).isEqualTo(40);
        assertThat(windows.earlyAt).isEqualTo(100);
        assertThat(windows.changedTo).isEqualTo(43);
        assertThat(windows.openEnd).isEqualTo(50);
        assertThat(windows.slices.get(0).firstNumber()).isEqualTo(3);
        assertThat(windows.slices.get(0).lastNumber()).isEqualTo(4);
        assertThat(windows.panes.get(0).of(3, 1)).isEqualTo(2);
        Session<?> session = windows.sessions.get(0).get(0);
        assertThat(session.start).isEqualTo(-5);
        assertThat(session.end).isEqualTo(1);
        assertThat(session.panes).isEqualTo(3);
        assertThat(written(PLAN, golden, false)).isEqualTo(GOLDEN);
        assertThat(written(PLAN, golden, true)).isEqualTo(GOLDEN);
    }

    @Test
    void wrongBytesAreAnIoExceptionOrOtherWindows() {
        byte[] golden = HexFormat.of().parseHex(GOLDEN);
        SplittableRandom random = new SplittableRandom(7);
        int refused = 0;
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = golden.clone();
            if (i % 4 == 0) {
                bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length));
            }
            for (int changes = random.nextInt(4); changes > 0 && bytes.length > 0; changes--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            try {
                read(bytes);
            } catch (IOException expected) {
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(10_000);
    }

    @Test
    void memoryIsWithinAQuarterOfAWalk() {
        WindowPlan<Object, ?, Long> plan = WindowPlan.of(
                Aggregates.count(),
                List.of(WindowDefinition.sliding(Duration.ofSeconds(60), Duration.ofSeconds(1))),
                Duration.ZERO,
                Duration.ZERO);
        checkMemory(plan, 60);
        checkMemory(plan, 2_000);
    }

    private static <A> void checkMemory(WindowPlan<Object, A, ?> plan, int slices) {
        KeyWindowsCodec<String, A> codec = codec(plan);
        KeyWindows<String, A> empty = codec.empty();
        KeyWindows<String, A> windows = codec.empty();
        for (int i = 0; i < slices; i++) {
            windows.slices.get(0).insert(i, plan.aggregate().create());
        }
        double walked = GraphLayout.parseInstance(windows, empty).totalSize()
                - GraphLayout.parseInstance(empty).totalSize();
        assertThat((double) codec.memoryBytes(windows)).isCloseTo(walked, within(walked / 4));
    }
}
