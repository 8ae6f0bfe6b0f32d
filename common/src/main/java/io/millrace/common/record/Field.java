package io.millrace.common.record;

import java.io.Serializable;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * One field of a {@link RecordFormat}: its name on the wire, its type, and how to read it from a record.
 *
 * @param <T> the record
 */
public final class Field<T> implements Serializable {
    private static final long serialVersionUID = 1L;

    /** What a field means beyond its value. */
    public enum Role {
        /** A plain field. */
        NONE,
        /** Identifies what the record is about; sinks that have a key use it. */
        KEY,
        /** When it happened: the record's timestamp in event time. */
        EVENT_TIME,
        /** When it reached Millrace; taken from the source where the payload does not carry it. */
        ARRIVAL,
        /** A text that is JSON already: one value, which JSON carries as it is, and other formats as text. */
        JSON
    }

    /** Whether decoders look for a field, and what they make of one that is not there. */
    private enum Presence {
        UNREAD,
        OPTIONAL,
        NULLABLE,
        REQUIRED
    }

    /** A serializable getter of a text. */
    public interface TextGetter<T> extends Function<T, @Nullable String>, Serializable {}

    /** A serializable getter of a {@code long}. */
    public interface LongGetter<T> extends ToLongFunction<T>, Serializable {}

    /** A serializable getter of a {@code double}. */
    public interface DoubleGetter<T> extends ToDoubleFunction<T>, Serializable {}

    /** A serializable getter of a {@code boolean}. */
    public interface BooleanGetter<T> extends Predicate<T>, Serializable {}

    private final String name;
    private final FieldType type;
    private final Role role;
    private final Presence presence;
    private final Serializable getter;

    Field(String name, FieldType type, Role role, Serializable getter) {
        this(name, type, role, Presence.REQUIRED, getter);
    }

    private Field(String name, FieldType type, Role role, Presence presence, Serializable getter) {
        if (name.isBlank()) {
            throw new IllegalArgumentException("a field's name must not be blank");
        }
        this.name = name;
        this.type = type;
        this.role = role;
        this.presence = presence;
        this.getter = getter;
    }

    Field<T> named(String newName) {
        return new Field<>(newName, type, role, presence, getter);
    }

    Field<T> optional() {
        return new Field<>(name, type, role, Presence.OPTIONAL, getter);
    }

    Field<T> nullable() {
        return new Field<>(name, type, role, Presence.NULLABLE, getter);
    }

    Field<T> sought() {
        return new Field<>(name, type, role, Presence.REQUIRED, getter);
    }

    Field<T> unread() {
        return new Field<>(name, type, role, Presence.UNREAD, getter);
    }

    public String name() {
        return name;
    }

    public FieldType type() {
        return type;
    }

    public Role role() {
        return role;
    }

    /** Whether a record without this field is malformed. */
    public boolean required() {
        return presence == Presence.REQUIRED;
    }

    /** Whether a table without a column of this name is not one of these records; its values may be missing nevertheless. */
    public boolean needsColumn() {
        return presence == Presence.REQUIRED || presence == Presence.NULLABLE;
    }

    /** Whether decoders look for this field; one that they don't is always missing. */
    public boolean read() {
        return presence != Presence.UNREAD;
    }

    /** The text of a {@link FieldType#TEXT} field; {@code null} when missing. */
    @SuppressWarnings("unchecked")
    public @Nullable String text(T record) {
        return ((TextGetter<T>) getter).apply(record);
    }

    /** The value of a {@link FieldType#LONG} or {@link FieldType#TIME} field. */
    @SuppressWarnings("unchecked")
    public long longValue(T record) {
        return ((LongGetter<T>) getter).applyAsLong(record);
    }

    /** The value of a {@link FieldType#DOUBLE} field; NaN when missing. */
    @SuppressWarnings("unchecked")
    public double doubleValue(T record) {
        return ((DoubleGetter<T>) getter).applyAsDouble(record);
    }

    /** The value of a {@link FieldType#BOOLEAN} field. */
    @SuppressWarnings("unchecked")
    public boolean booleanValue(T record) {
        return ((BooleanGetter<T>) getter).test(record);
    }

    /** Whether the record has no value for this field, by the conventions of {@link FieldType}. */
    public boolean isMissing(T record) {
        return switch (type) {
            case TEXT -> text(record) == null;
            case LONG, TIME -> longValue(record) == FieldValues.MISSING;
            case DOUBLE -> Double.isNaN(doubleValue(record));
            case BOOLEAN -> false;
        };
    }

    @Override
    public String toString() {
        return name + ": " + type;
    }
}
