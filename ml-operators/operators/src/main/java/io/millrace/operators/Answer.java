package io.millrace.operators;

import io.millrace.common.state.Compact;
import io.millrace.learners.neighbours.KnnLedger;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link Step} is to come to, known to whoever numbers the steps and needed by whoever puts the answers together. On its way
 * it is the step's payload, which nobody in between reads.
 */
final class Answer {
    private static final String[] NONE = {};

    final int what;
    /** Of the record, for what comes of it; there is none where {@link #timed} is false. */
    long timestamp;

    boolean timed;
    /** Those that have come to be known since the answer before; all of them after {@link Step#TAKE}. */
    String[] newClasses = NONE;
    /** What was predicted, but for the value and the probabilities. */
    @Nullable
    Prediction frame;
    /** How many classes were known. */
    int classes;
    /** Of the records kept: the oldest one's number, how many, and the oldest one's place. */
    long first;

    int size;
    int oldest;
    /** What was learned. */
    double target;
    /** Of an export. */
    long version;

    long exportedAt;
    long learned;
    /** What the pieces share: of an export as it is, after {@link Step#TAKE} how they are put together. */
    byte[] shared = Step.NO_BYTES;

    Answer(int what) {
        this.what = what;
    }

    void time(boolean known, long millis) {
        timed = known;
        timestamp = known ? millis : 0;
    }

    void window(@Nullable KnnLedger ledger) {
        if (ledger != null) {
            first = ledger.first();
            size = ledger.size();
            oldest = ledger.oldest();
        }
    }

    boolean does(int step) {
        return (what & step) != 0;
    }

    byte[] write(DataOutputSerializer out) throws IOException {
        out.clear();
        out.writeByte(what);
        out.writeBoolean(timed);
        if (timed) {
            out.writeLong(timestamp);
        }
        Compact.writeUnsigned(out, newClasses.length);
        for (String name : newClasses) {
            Texts.write(name, out);
        }
        if (frame != null) {
            writeFrame(frame, out);
        }
        if (does(Step.LEARN)) {
            out.writeDouble(target);
        }
        if (does(Step.EXPORT)) {
            out.writeLong(version);
            out.writeLong(exportedAt);
            out.writeLong(learned);
        }
        if (does(Step.EXPORT) || does(Step.TAKE)) {
            Texts.write(shared, out);
        }
        return out.getCopyOfBuffer();
    }

    private void writeFrame(Prediction made, DataOutputSerializer out) throws IOException {
        Texts.write(made.id(), out);
        Texts.write(made.key(), out);
        out.writeLong(made.time());
        Compact.writeUnsigned(out, made.learned());
        out.writeLong(made.learnedUntil());
        Compact.writeSigned(out, made.baselines().lastLabel());
        Compact.writeSigned(out, made.baselines().majority());
        out.writeDouble(made.baselines().lastTarget());
        out.writeDouble(made.baselines().mean());
        Texts.write(made.label(), out);
        out.writeDouble(made.target());
        Compact.writeUnsigned(out, classes);
        Compact.writeUnsigned(out, first);
        Compact.writeUnsigned(out, size);
        Compact.writeUnsigned(out, oldest);
    }

    static Answer read(byte[] payload, DataInputDeserializer in) throws IOException {
        in.setBuffer(payload);
        Answer answer = new Answer(in.readUnsignedByte());
        answer.timed = in.readBoolean();
        if (answer.timed) {
            answer.timestamp = in.readLong();
        }
        int names = (int) Compact.readCount(in, payload.length, "classes");
        answer.newClasses = names == 0 ? NONE : new String[names];
        for (int i = 0; i < names; i++) {
            answer.newClasses[i] = Texts.read(in);
        }
        if (answer.does(Step.PREDICT)) {
            answer.readFrame(in);
        }
        if (answer.does(Step.LEARN)) {
            answer.target = in.readDouble();
        }
        if (answer.does(Step.EXPORT)) {
            answer.version = in.readLong();
            answer.exportedAt = in.readLong();
            answer.learned = in.readLong();
        }
        if (answer.does(Step.EXPORT) || answer.does(Step.TAKE)) {
            answer.shared = Texts.readBytes(in);
        }
        return answer;
    }

    private void readFrame(DataInputDeserializer in) throws IOException {
        frame = new Prediction(
                Texts.readOrNull(in),
                Texts.read(in),
                in.readLong(),
                Prediction.NO_CLASSES,
                Prediction.NO_PROBABILITIES,
                -1,
                Double.NaN,
                Compact.readUnsigned(in),
                in.readLong(),
                new Prediction.Baselines(
                        (int) Compact.readSigned(in), (int) Compact.readSigned(in), in.readDouble(), in.readDouble()),
                Texts.readOrNull(in),
                in.readDouble());
        classes = (int) Compact.readCount(in, Integer.MAX_VALUE, "classes");
        first = Compact.readUnsigned(in);
        size = (int) Compact.readCount(in, Integer.MAX_VALUE, "records");
        oldest = (int) Compact.readCount(in, Integer.MAX_VALUE, "a place");
    }
}
