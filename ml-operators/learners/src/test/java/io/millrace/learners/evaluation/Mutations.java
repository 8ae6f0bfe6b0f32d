package io.millrace.learners.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.learners.CorruptSnapshotException;
import io.millrace.learners.SnapshotReader;
import io.millrace.learners.Snapshots;
import io.millrace.learners.SplitMix64;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.zip.CRC32;

/** Snapshots that were broken on purpose, with checksums that are right. */
final class Mutations {
    private static final int HEAD = 8;
    private static final int COUNT = 10_000;

    private Mutations() {}

    static <T> void tried(byte[] frame, Function<SnapshotReader, T> reader, Consumer<T> use) {
        SplitMix64 random = new SplitMix64(5);
        int refused = 0;
        for (int i = 0; i < COUNT; i++) {
            byte[] broken = frame.clone();
            for (int j = random.nextInt(3); j >= 0; j--) {
                broken[HEAD + random.nextInt(frame.length - HEAD - 4)] = (byte) random.nextLong();
            }
            CRC32 sum = new CRC32();
            sum.update(broken, HEAD, frame.length - HEAD - 4);
            ByteBuffer.wrap(broken).putInt(frame.length - 4, (int) sum.getValue());
            try {
                use.accept(Snapshots.read(broken, reader));
            } catch (CorruptSnapshotException e) {
                refused++;
            }
        }
        assertThat(refused).isBetween(COUNT / 50, COUNT - 1);
    }
}
