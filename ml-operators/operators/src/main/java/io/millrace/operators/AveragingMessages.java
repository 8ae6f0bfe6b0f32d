package io.millrace.operators;

import io.millrace.common.state.Compact;
import io.millrace.operators.AveragingLink.Start;
import java.io.IOException;
import java.util.List;
import org.apache.flink.api.common.typeutils.base.array.BytePrimitiveArraySerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.runtime.operators.coordination.CoordinationRequest;
import org.apache.flink.runtime.operators.coordination.CoordinationResponse;
import org.apache.flink.runtime.operators.coordination.OperatorEvent;
import org.apache.flink.streaming.api.operators.collect.CollectCoordinationResponse;
import org.jspecify.annotations.Nullable;

/**
 * What goes between the subtasks and their coordinator. An answer is of a class of Flink's own that carries bytes: Flink reads
 * answers without the job's classes.
 */
final class AveragingMessages {
    private static final Start.Kind[] KINDS = Start.Kind.values();
    private static final int MOST_BYTES = 1 << 30;

    private AveragingMessages() {}

    /**
     * What a subtask has learned in a round.
     *
     * @param most bytes that a message from or to the subtask takes
     */
    @SuppressWarnings("ArrayRecordComponent") // compared nowhere; a record for its brevity
    record Contribution(long round, long records, long latest, byte[] model, byte[] base, long most)
            implements OperatorEvent {}

    /**
     * State that a subtask was given.
     *
     * @param shares each as it is written for state
     * @param every records that each subtask learns in a round from here on
     * @param most bytes that a message from or to the subtask takes
     */
    record Restored(List<byte[]> shares, int every, long most) implements OperatorEvent {
        static Restored of(List<AveragedShare> shares, int every, long most) throws IOException {
            AveragedShareCodec codec = new AveragedShareCodec();
            java.util.ArrayList<byte[]> bytes = new java.util.ArrayList<>();
            for (AveragedShare share : shares) {
                DataOutputSerializer out = new DataOutputSerializer(1_024);
                codec.write(share, out);
                bytes.add(out.getCopyOfBuffer());
            }
            return new Restored(bytes, every, most);
        }

        List<AveragedShare> read() throws IOException {
            AveragedShareCodec codec = new AveragedShareCodec();
            java.util.ArrayList<AveragedShare> read = new java.util.ArrayList<>();
            for (byte[] share : shares) {
                read.add(codec.read(codec.version(), new DataInputDeserializer(share)));
            }
            return read;
        }
    }

    /**
     * Asks for the average of a round, or how to go on.
     *
     * @param round whose average; {@value #START} for how to go on
     * @param patient whether it waits until that is there
     * @param waitedMillis how long the subtask has waited for it
     */
    record Question(int subtask, long round, boolean patient, long waitedMillis) implements CoordinationRequest {
        static final long START = -1;
    }

    /** @param average none yet where {@code null} */
    static CoordinationResponse average(byte @Nullable [] average) {
        DataOutputSerializer out = new DataOutputSerializer(average == null ? 1 : average.length + 8);
        try {
            out.writeBoolean(average != null);
            if (average != null) {
                Compact.writeBytes(out, average);
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return response(out);
    }

    static byte @Nullable [] average(CoordinationResponse response) throws IOException {
        DataInputView in = bytes(response);
        return in.readBoolean() ? Compact.readBytes(in, MOST_BYTES) : null;
    }

    static CoordinationResponse start(Start start) {
        DataOutputSerializer out = new DataOutputSerializer(start.model().length + 32);
        try {
            out.writeByte(start.kind().ordinal());
            out.writeLong(start.round());
            out.writeLong(start.layout());
            Compact.writeBytes(out, start.model());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return response(out);
    }

    static Start start(CoordinationResponse response) throws IOException {
        DataInputView in = bytes(response);
        return new Start(KINDS[in.readUnsignedByte()], in.readLong(), in.readLong(), Compact.readBytes(in, MOST_BYTES));
    }

    private static CoordinationResponse response(DataOutputSerializer body) {
        DataOutputSerializer element = new DataOutputSerializer(body.length() + 4);
        try {
            BytePrimitiveArraySerializer.INSTANCE.serialize(body.getCopyOfBuffer(), element);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return new CollectCoordinationResponse("", 0, List.of(element.getCopyOfBuffer()));
    }

    private static DataInputView bytes(CoordinationResponse response) throws IOException {
        return new DataInputDeserializer(((CollectCoordinationResponse) response)
                .getResults(BytePrimitiveArraySerializer.INSTANCE)
                .get(0));
    }
}
