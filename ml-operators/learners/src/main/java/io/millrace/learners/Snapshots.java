package io.millrace.learners;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.EOFException;
import java.io.IOException;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.zip.CRC32;

/**
 * Learners as bytes. A frame is the magic {@code MLRN}, the length of the body in four bytes, the body, and its CRC-32 in
 * four bytes; the body is the learner's {@linkplain LearnerType#id() id}, version, schema, seed, parameters, and what
 * {@link Learner#write} wrote.
 */
public final class Snapshots {
    private static final int MAGIC = 0x4D4C524E;
    private static final int FIRST_CHUNK = 1 << 16;
    private static final long DEFAULT_LIMIT = 1L << 30;
    private static final int MAX_DEPTH = 4;

    private Snapshots() {}

    /** Writes one frame. */
    public static void write(Learner learner, DataOutput out) throws IOException {
        write(body -> writeNested(learner, body), out);
    }

    /** Writes one frame of what is no learner, such as an evaluation; {@link #read(byte[], Function)} reads it back. */
    public static byte[] bytes(Consumer<SnapshotWriter> writer) {
        java.io.ByteArrayOutputStream bytes = new java.io.ByteArrayOutputStream();
        try {
            write(writer, new java.io.DataOutputStream(bytes));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return bytes.toByteArray();
    }

    private static void write(Consumer<SnapshotWriter> writer, DataOutput out) throws IOException {
        SnapshotWriter body = new SnapshotWriter();
        writer.accept(body);
        out.writeInt(MAGIC);
        out.writeInt(body.length());
        out.write(body.array(), 0, body.length());
        out.writeInt(checksum(body.array(), body.length()));
    }

    /** One frame. */
    public static byte[] bytes(Learner learner) {
        return bytes(body -> writeNested(learner, body));
    }

    /**
     * Reads one frame, and no byte more.
     *
     * @throws CorruptSnapshotException when it is not one, or is of a learner of another class
     * @throws IOException when the input fails
     */
    public static <L> L read(DataInput in, Class<L> expected) throws IOException {
        return read(in, expected, DEFAULT_LIMIT);
    }

    /** As {@link #read(DataInput, Class)}, of at most so many bytes, and taking at most about so many on the heap. */
    public static <L> L read(DataInput in, Class<L> expected, long limit) throws IOException {
        return read(in, limit, body -> readNested(body, expected));
    }

    private static <T> T read(DataInput in, long limit, Function<SnapshotReader, T> how) throws IOException {
        byte[] body;
        try {
            int magic = in.readInt();
            if (magic != MAGIC) {
                throw new CorruptSnapshotException("a snapshot begins with " + Integer.toHexString(MAGIC) + ", found "
                        + Integer.toHexString(magic));
            }
            body = body(in, limit);
            int found = in.readInt();
            int expectedSum = checksum(body, body.length);
            if (found != expectedSum) {
                throw new CorruptSnapshotException("checksum of the snapshot is " + Integer.toHexString(expectedSum)
                        + ", found " + Integer.toHexString(found));
            }
        } catch (EOFException e) {
            throw new CorruptSnapshotException("the snapshot ends too soon", e);
        }
        SnapshotReader reader = new SnapshotReader(body, limit);
        T value = how.apply(reader);
        reader.end();
        return value;
    }

    /** Reads one frame from an array that holds nothing else. */
    public static <L> L read(byte[] frame, Class<L> expected) {
        return read(frame, body -> readNested(body, expected));
    }

    /** Reads one frame of what is no learner from an array that holds nothing else. */
    public static <T> T read(byte[] frame, Function<SnapshotReader, T> how) {
        java.io.ByteArrayInputStream bytes = new java.io.ByteArrayInputStream(frame);
        try {
            T value = read(new java.io.DataInputStream(bytes), DEFAULT_LIMIT, how);
            if (bytes.available() > 0) {
                throw new CorruptSnapshotException(bytes.available() + " bytes follow the snapshot");
            }
            return value;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Writes a body alone, its length in four bytes before it: for where something else sees to it that bytes come back as they
     * were.
     */
    public static void writeBody(Consumer<SnapshotWriter> writer, DataOutput out) throws IOException {
        SnapshotWriter body = new SnapshotWriter();
        writer.accept(body);
        out.writeInt(body.length());
        out.write(body.array(), 0, body.length());
    }

    /**
     * Reads what {@link #writeBody} wrote.
     *
     * @throws CorruptSnapshotException when it is not that
     * @throws IOException when the input fails
     */
    public static <T> T readBody(DataInput in, Function<SnapshotReader, T> how) throws IOException {
        try {
            SnapshotReader reader = new SnapshotReader(body(in, DEFAULT_LIMIT), DEFAULT_LIMIT);
            T value = how.apply(reader);
            reader.end();
            return value;
        } catch (EOFException e) {
            throw new CorruptSnapshotException("the snapshot ends too soon", e);
        }
    }

    /** Writes a learner of any kind into the snapshot of another. */
    public static void writeNested(Learner learner, SnapshotWriter out) {
        out.writeText(learner.type().id());
        out.writeCount(learner.type().version());
        Setup<?> setup = learner.setup();
        setup.schema().write(out);
        out.writeLong(setup.seed());
        Parameters.write(out, setup.settings());
        learner.write(out);
    }

    /** Reads what {@link #writeNested} wrote. */
    public static <L> L readNested(SnapshotReader in, Class<L> expected) {
        String id = in.readText("learner");
        LearnerType<?> type = Learners.byId(id);
        if (type == null) {
            throw new CorruptSnapshotException("there is no learner \"" + id + "\"");
        }
        int version = in.readCount("version of " + id, Integer.MAX_VALUE);
        if (version < 1 || version > type.version()) {
            throw new CorruptSnapshotException(
                    "version of " + id + " is 1 to " + type.version() + ", found " + version);
        }
        Object learner = in.nested(version, MAX_DEPTH, type::read);
        if (!expected.isInstance(learner)) {
            throw new CorruptSnapshotException("expected a " + expected.getSimpleName() + ", found " + id);
        }
        return expected.cast(learner);
    }

    private static byte[] body(DataInput in, long limit) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > limit) {
            throw new CorruptSnapshotException("length of a snapshot is 0 to " + limit + ", found " + length);
        }
        byte[] body = new byte[Math.min(length, FIRST_CHUNK)];
        int filled = 0;
        while (true) {
            in.readFully(body, filled, body.length - filled);
            filled = body.length;
            if (filled == length) {
                return body;
            }
            body = Arrays.copyOf(body, (int) Math.min(length, 2L * filled));
        }
    }

    private static int checksum(byte[] bytes, int length) {
        CRC32 sum = new CRC32();
        sum.update(bytes, 0, length);
        return (int) sum.getValue();
    }
}
