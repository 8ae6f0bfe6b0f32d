package io.millrace.connectors.files;

import io.millrace.common.record.Field;
import io.millrace.common.record.RecordFormat;
import java.util.List;
import java.util.Map;
import org.apache.parquet.conf.ParquetConfiguration;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.RecordConsumer;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Types;
import org.jspecify.annotations.Nullable;

/**
 * How a record becomes a row: texts are strings, integers INT64, numbers DOUBLE, flags BOOLEAN, times TIMESTAMP in
 * milliseconds and UTC. All but flags are optional: what is missing is null.
 */
final class ParquetRecords<T> extends WriteSupport<T> {
    private final List<Field<T>> fields;
    private final MessageType schema;
    private @Nullable RecordConsumer consumer;

    ParquetRecords(RecordFormat<T> format) {
        this.fields = format.fields();
        this.schema = schema(format);
    }

    static MessageType schema(RecordFormat<?> format) {
        Types.MessageTypeBuilder message = Types.buildMessage();
        format.fields().forEach(field -> message.addField(column(field)));
        return message.named(format.recordClass().getSimpleName());
    }

    private static Type column(Field<?> field) {
        String name = field.name();
        return switch (field.type()) {
            case TEXT ->
                Types.optional(PrimitiveTypeName.BINARY)
                        .as(LogicalTypeAnnotation.stringType())
                        .named(name);
            case LONG -> Types.optional(PrimitiveTypeName.INT64).named(name);
            case DOUBLE -> Types.optional(PrimitiveTypeName.DOUBLE).named(name);
            case BOOLEAN -> Types.required(PrimitiveTypeName.BOOLEAN).named(name);
            case TIME ->
                Types.optional(PrimitiveTypeName.INT64)
                        .as(LogicalTypeAnnotation.timestampType(true, TimeUnit.MILLIS))
                        .named(name);
        };
    }

    @Override
    @SuppressWarnings("deprecation") // abstract in the parent; never called, since the configuration is a plain one
    public WriteContext init(org.apache.hadoop.conf.Configuration ignored) {
        return context();
    }

    @Override
    public WriteContext init(ParquetConfiguration ignored) {
        return context();
    }

    private WriteContext context() {
        return new WriteContext(schema, Map.of());
    }

    @Override
    public void prepareForWrite(RecordConsumer recordConsumer) {
        consumer = recordConsumer;
    }

    @Override
    public void write(T record) {
        RecordConsumer to = consumer;
        if (to == null) {
            throw new IllegalStateException("prepareForWrite comes first");
        }
        to.startMessage();
        for (int i = 0; i < fields.size(); i++) {
            Field<T> field = fields.get(i);
            if (!field.isMissing(record)) {
                to.startField(field.name(), i);
                writeValue(to, field, record);
                to.endField(field.name(), i);
            }
        }
        to.endMessage();
    }

    private static <T> void writeValue(RecordConsumer to, Field<T> field, T record) {
        switch (field.type()) {
            case TEXT -> to.addBinary(Binary.fromString(String.valueOf(field.text(record))));
            case LONG, TIME -> to.addLong(field.longValue(record));
            case DOUBLE -> to.addDouble(field.doubleValue(record));
            case BOOLEAN -> to.addBoolean(field.booleanValue(record));
        }
    }
}
