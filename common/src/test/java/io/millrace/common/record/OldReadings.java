package io.millrace.common.record;

import java.io.IOException;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.base.TypeSerializerSingleton;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.apache.flink.types.StringValue;

/**
 * {@link Reading} as an earlier release may have serialized it: other order, without the value and the note, with a
 * field {@code unit} between that is gone.
 */
final class OldReadings extends TypeSerializerSingleton<Reading> {
    private static final long serialVersionUID = 1L;

    static final RecordFormat<Reading> FORMAT = RecordFormat.builder(Reading.class)
            .integer("count", Reading::count)
            .text("unit", reading -> "kB")
            .number("factor", reading -> 8)
            .flag("ok", Reading::ok)
            .key("device", Reading::device)
            .eventTime("at", Reading::at)
            .time("seen", Reading::seen)
            .build(v -> {
                throw new IllegalStateException("writes only");
            });

    @Override
    public void serialize(Reading reading, DataOutputView out) throws IOException {
        out.writeLong(reading.count());
        StringValue.writeString("kB", out);
        out.writeDouble(8);
        out.writeBoolean(reading.ok());
        StringValue.writeString(reading.device(), out);
        out.writeLong(reading.at());
        out.writeLong(reading.seen());
    }

    @Override
    public TypeSerializerSnapshot<Reading> snapshotConfiguration() {
        return new RecordSerializerSnapshot<>(Reading.class, RecordLayout.of(FORMAT));
    }

    @Override
    public Reading deserialize(DataInputView source) throws IOException {
        return new RecordSerializer<>(Reading.class, RecordLayout.of(FORMAT)).deserialize(source);
    }

    @Override
    public Reading deserialize(Reading reuse, DataInputView source) throws IOException {
        return deserialize(source);
    }

    @Override
    public void copy(DataInputView source, DataOutputView target) throws IOException {
        serialize(deserialize(source), target);
    }

    @Override
    public Reading copy(Reading from) {
        return from;
    }

    @Override
    public Reading copy(Reading from, Reading reuse) {
        return from;
    }

    @Override
    public boolean isImmutableType() {
        return true;
    }

    @Override
    public Reading createInstance() {
        return new Reading("", 0, 0, false, 0, 0, null);
    }

    @Override
    public int getLength() {
        return -1;
    }
}
