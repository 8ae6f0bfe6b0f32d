package io.millrace.learners;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.zip.CRC32;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A snapshot that was changed is refused, or is a learner that works; nothing else, and never a huge allocation. */
final class FuzzTest {
    private static final int MUTATIONS = 10_000;
    private static final int HEADER = 8;
    private static final int TRAILER = 4;
    private static final long LIMIT = 64L << 20;

    static List<LearnerType<?>> learners() {
        return Learners.all();
    }

    @ParameterizedTest
    @MethodSource("learners")
    void changedBodiesWithARightChecksum(LearnerType<?> type) throws IOException {
        SplittableRandom random = new SplittableRandom(type.id().hashCode());
        byte[][] bodies = {body(type, 0), body(type, 40), body(type, 400)};
        for (int i = 0; i < MUTATIONS; i++) {
            byte[] mutated = mutate(bodies[random.nextInt(bodies.length)], random);
            Learner learner;
            try {
                learner = Snapshots.read(
                        new DataInputStream(new ByteArrayInputStream(frame(mutated))), Learner.class, LIMIT);
            } catch (CorruptSnapshotException expected) {
                assertThat(expected).hasMessageMatching("(?s).{10,}");
                continue;
            } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
                throw new AssertionError("mutation " + i + " of " + type, e);
            }
            try {
                Subject subject = Subject.of(learner);
                Stream stream = new Stream(i);
                subject.step(stream);
                subject.step(stream);
            } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
                throw new AssertionError("using mutation " + i + " of " + type, e);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("learners")
    void anyFlippedBitAndAnyEndTooSoon(LearnerType<?> type) {
        byte[] bytes = frame(body(type, 20));
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 300; i++) {
            byte[] flipped = bytes.clone();
            flipped[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
            assertThatThrownBy(() -> Snapshots.read(flipped, Learner.class))
                    .isInstanceOf(CorruptSnapshotException.class);
            byte[] cut = Arrays.copyOf(bytes, random.nextInt(bytes.length));
            assertThatThrownBy(() -> Snapshots.read(cut, Learner.class)).isInstanceOf(CorruptSnapshotException.class);
        }
        byte[] longer = Arrays.copyOf(bytes, bytes.length + 1);
        assertThatThrownBy(() -> Snapshots.read(longer, Learner.class)).isInstanceOf(CorruptSnapshotException.class);
    }

    private static byte[] body(LearnerType<?> type, int records) {
        Subject subject = Subject.small(type, Stream.SCHEMA, 1);
        Stream stream = new Stream(1);
        for (int i = 0; i < records; i++) {
            subject.step(stream);
        }
        byte[] bytes = Snapshots.bytes(subject.learner);
        return Arrays.copyOfRange(bytes, HEADER, bytes.length - TRAILER);
    }

    private static byte[] frame(byte[] body) {
        CRC32 sum = new CRC32();
        sum.update(body);
        return ByteBuffer.allocate(HEADER + body.length + TRAILER)
                .putInt(0x4D4C524E)
                .putInt(body.length)
                .put(body)
                .putInt((int) sum.getValue())
                .array();
    }

    private static byte[] mutate(byte[] body, SplittableRandom random) {
        byte[] mutated = body.clone();
        // Half of the changes hit the first bytes, where lengths and parameters stand.
        int reach = random.nextBoolean() ? Math.min(200, body.length) : body.length;
        int at = random.nextInt(reach);
        switch (random.nextInt(6)) {
            case 0 -> mutated[at] ^= (byte) (1 << random.nextInt(8));
            case 1 -> mutated[at] = (byte) random.nextInt(256);
            case 2 -> {
                for (int i = at; i < Math.min(body.length, at + 1 + random.nextInt(9)); i++) {
                    mutated[i] = (byte) random.nextInt(256);
                }
            }
            case 3 -> mutated = Arrays.copyOf(body, at);
            case 4 ->
                Arrays.fill(mutated, at, Math.min(body.length, at + 8), (byte) (random.nextBoolean() ? 0xFF : 0x7F));
            default -> {
                int length = random.nextInt(16);
                mutated = new byte[body.length + length];
                System.arraycopy(body, 0, mutated, 0, at);
                System.arraycopy(body, at, mutated, at + length, body.length - at);
            }
        }
        return mutated;
    }
}
