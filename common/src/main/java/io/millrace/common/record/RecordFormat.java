package io.millrace.common.record;

import io.millrace.common.record.Field.BooleanGetter;
import io.millrace.common.record.Field.DoubleGetter;
import io.millrace.common.record.Field.LongGetter;
import io.millrace.common.record.Field.Role;
import io.millrace.common.record.Field.TextGetter;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.jspecify.annotations.Nullable;

/**
 * A record type, declared once: from it follow decoding and encoding on every wire format, the Flink serializer, and
 * the evolution of state. The record is immutable and keeps its format in a public static field named {@code FORMAT},
 * where a restored job finds it again:
 *
 * <pre>{@code
 * public record Trip(String route, double minutes, long startedAt) {
 *     public static final RecordFormat<Trip> FORMAT = RecordFormat.builder(Trip.class)
 *             .key("route", Trip::route)
 *             .number("minutes", Trip::minutes)
 *             .eventTime("started_at", Trip::startedAt)
 *             .build(v -> new Trip(v.text(0), v.doubleValue(1), v.longValue(2)));
 * }
 * }</pre>
 *
 * <p>Fields are required unless followed by {@link Builder#optional()} or {@link Builder#nullable()}. Serialized state is matched by the names of
 * {@code FORMAT}: a field added later is missing in old state, one taken away is dropped; names on the wire can be
 * changed freely by {@link #renamed}.
 *
 * @param <T> the record
 */
public final class RecordFormat<T> implements Serializable {
    private static final long serialVersionUID = 1L;

    /** Makes a record of its field values, by position. */
    public interface Constructor<T> extends Function<FieldValues, T>, Serializable {}

    private final Class<T> recordClass;
    private final List<Field<T>> fields;
    private final Constructor<T> constructor;
    private final int eventTime;
    private final int arrival;
    private final int key;
    private final @Nullable TypeInformation<T> type;

    private RecordFormat(
            Class<T> recordClass,
            @Nullable TypeInformation<T> type,
            List<Field<T>> fields,
            Constructor<T> constructor) {
        this.recordClass = recordClass;
        this.type = type;
        this.fields = new ArrayList<>(fields);
        this.constructor = constructor;
        Set<String> names = new HashSet<>();
        for (Field<T> field : fields) {
            if (!names.add(field.name())) {
                throw new IllegalArgumentException(
                        "field '" + field.name() + "' stands twice in the format of " + recordClass.getSimpleName());
            }
        }
        eventTime = position(Role.EVENT_TIME);
        arrival = position(Role.ARRIVAL);
        key = position(Role.KEY);
    }

    /** Starts the declaration of a record's format. */
    public static <T> Builder<T> builder(Class<T> recordClass) {
        return new Builder<>(recordClass);
    }

    private int position(Role role) {
        int found = -1;
        for (int i = 0; i < fields.size(); i++) {
            if (fields.get(i).role() == role) {
                if (found >= 0) {
                    throw new IllegalArgumentException(
                            "fields '" + fields.get(found).name() + "' and '"
                                    + fields.get(i).name() + "' are both declared as " + role);
                }
                found = i;
            }
        }
        return found;
    }

    public Class<T> recordClass() {
        return recordClass;
    }

    public List<Field<T>> fields() {
        return List.copyOf(fields);
    }

    /** The position of a field by its name, or -1. */
    public int indexOf(String name) {
        for (int i = 0; i < fields.size(); i++) {
            if (fields.get(i).name().equals(name)) {
                return i;
            }
        }
        return -1;
    }

    /** The position of the arrival field, or -1. */
    public int arrivalIndex() {
        return arrival;
    }

    /** The field that sinks use as a key, if one is declared. */
    public Optional<Field<T>> keyField() {
        return key < 0 ? Optional.empty() : Optional.of(fields.get(key));
    }

    /** Whether records carry their own time: one is declared, and decoders look for it. */
    public boolean hasEventTime() {
        return eventTime >= 0 && fields.get(eventTime).read();
    }

    /** The record's event time in milliseconds since the epoch; {@link FieldValues#MISSING} when it has none. */
    public long eventTime(T record) {
        return eventTime < 0 ? FieldValues.MISSING : fields.get(eventTime).longValue(record);
    }

    /** Makes a record of its values. */
    public T create(FieldValues values) {
        return constructor.apply(values);
    }

    /**
     * The same record with other names on the wire.
     *
     * @param names new names by declared name; the others stay
     * @throws IllegalArgumentException for a name that is not declared, or a new name that is taken
     */
    public RecordFormat<T> renamed(Map<String, String> names) {
        names.keySet().forEach(this::requireDeclared);
        List<Field<T>> renamed = new ArrayList<>();
        for (Field<T> field : fields) {
            renamed.add(field.named(names.getOrDefault(field.name(), field.name())));
        }
        return new RecordFormat<>(recordClass, type, renamed, constructor);
    }

    /**
     * The same record for input that has these fields alone, all of them required. The others are missing, but for the
     * arrival, which the source knows.
     *
     * @throws IllegalArgumentException for a name that is not declared
     */
    public RecordFormat<T> reading(Set<String> names) {
        names.forEach(this::requireDeclared);
        List<Field<T>> changed = new ArrayList<>();
        for (Field<T> field : fields) {
            changed.add(names.contains(field.name()) ? field.sought() : field.unread());
        }
        return new RecordFormat<>(recordClass, type, changed, constructor);
    }

    /**
     * A view for encoding with these fields alone, in this order. It can't decode.
     *
     * @throws IllegalArgumentException for a name that is not declared
     */
    public RecordFormat<T> select(List<String> names) {
        List<Field<T>> selected = new ArrayList<>();
        for (String name : names) {
            selected.add(fields.get(requireDeclared(name)));
        }
        String record = recordClass.getSimpleName();
        return new RecordFormat<>(recordClass, type, selected, values -> {
            throw new IllegalStateException("a selection of " + record + "'s fields encodes only");
        });
    }

    private int requireDeclared(String name) {
        int index = indexOf(name);
        if (index < 0) {
            throw new IllegalArgumentException("field '" + name + "' is not declared by "
                    + recordClass.getSimpleName() + "; declared are "
                    + fields.stream().map(Field::name).toList());
        }
        return index;
    }

    /**
     * How Flink serializes the record: by its declaration, or as {@link Builder#typed} says.
     *
     * @throws IllegalArgumentException when the record class has no public static field {@code FORMAT}, and no type was given
     */
    public TypeInformation<T> typeInformation() {
        return type == null ? new RecordTypeInfo<>(recordClass) : type;
    }

    /** The format that a record class keeps in its static field {@code FORMAT}. */
    @SuppressWarnings("unchecked")
    static <T> RecordFormat<T> of(Class<T> recordClass) {
        try {
            Object format = recordClass.getField("FORMAT").get(null);
            if (format instanceof RecordFormat<?> found && found.recordClass == recordClass) {
                return (RecordFormat<T>) found;
            }
        } catch (NoSuchFieldException | IllegalAccessException | NullPointerException e) {
            throw new IllegalArgumentException(noFormat(recordClass), e);
        }
        throw new IllegalArgumentException(noFormat(recordClass));
    }

    private static String noFormat(Class<?> recordClass) {
        return recordClass.getName()
                + " must be public and keep its RecordFormat in a public static field named FORMAT";
    }

    @Override
    public String toString() {
        return recordClass.getSimpleName() + fields;
    }

    /** Declares fields in order; {@link #optional()} applies to the one before it. */
    public static final class Builder<T> {
        private final Class<T> recordClass;
        private final List<Field<T>> fields = new ArrayList<>();
        private @Nullable TypeInformation<T> type;

        private Builder(Class<T> recordClass) {
            this.recordClass = recordClass;
        }

        /**
         * For a record whose fields are known only where the job is configured, and which so keeps no {@code FORMAT}: how Flink
         * serializes it instead.
         */
        public Builder<T> typed(TypeInformation<T> itsType) {
            type = itsType;
            return this;
        }

        public Builder<T> text(String name, TextGetter<T> getter) {
            return add(name, FieldType.TEXT, Role.NONE, getter);
        }

        /** A text that identifies what the record is about. */
        public Builder<T> key(String name, TextGetter<T> getter) {
            return add(name, FieldType.TEXT, Role.KEY, getter);
        }

        /** A text that is one JSON value: JSON carries the value itself, other formats the text. */
        public Builder<T> json(String name, TextGetter<T> getter) {
            return add(name, FieldType.TEXT, Role.JSON, getter);
        }

        public Builder<T> integer(String name, LongGetter<T> getter) {
            return add(name, FieldType.LONG, Role.NONE, getter);
        }

        public Builder<T> number(String name, DoubleGetter<T> getter) {
            return add(name, FieldType.DOUBLE, Role.NONE, getter);
        }

        public Builder<T> flag(String name, BooleanGetter<T> getter) {
            return add(name, FieldType.BOOLEAN, Role.NONE, getter);
        }

        /** An instant, in milliseconds since the epoch. */
        public Builder<T> time(String name, LongGetter<T> getter) {
            return add(name, FieldType.TIME, Role.NONE, getter);
        }

        /** The instant it happened, in milliseconds since the epoch: the record's timestamp. */
        public Builder<T> eventTime(String name, LongGetter<T> getter) {
            return add(name, FieldType.TIME, Role.EVENT_TIME, getter);
        }

        /** The instant it reached Millrace; never required, and taken from the source unless the payload has it. */
        public Builder<T> arrival(String name, LongGetter<T> getter) {
            return add(name, FieldType.TIME, Role.ARRIVAL, getter).optional();
        }

        /** Makes the field before this one optional. */
        public Builder<T> optional() {
            return replaceLast("optional", Field::optional);
        }

        /** As {@link #optional()}, but a table must have a column for it. */
        public Builder<T> nullable() {
            return replaceLast("nullable", Field::nullable);
        }

        private Builder<T> replaceLast(String how, UnaryOperator<Field<T>> change) {
            if (fields.isEmpty()) {
                throw new IllegalStateException(how + "() comes after a field");
            }
            int last = fields.size() - 1;
            fields.set(last, change.apply(fields.get(last)));
            return this;
        }

        /** Ends the declaration with how to make a record of its values, by position. */
        public RecordFormat<T> build(Constructor<T> constructor) {
            return new RecordFormat<>(recordClass, type, fields, constructor);
        }

        private Builder<T> add(String name, FieldType fieldType, Role role, @Nullable Serializable getter) {
            if (getter == null) {
                throw new IllegalArgumentException("field '" + name + "' needs a getter");
            }
            fields.add(new Field<>(name, fieldType, role, getter));
            return this;
        }
    }
}
