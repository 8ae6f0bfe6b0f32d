package io.millrace.common.record;

import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.jspecify.annotations.Nullable;

/** The names and types of serialized fields, in order. */
final class RecordLayout implements Serializable {
    private static final long serialVersionUID = 1L;
    private static final int MOST_FIELDS = 10_000;

    private final ArrayList<String> names;
    private final ArrayList<FieldType> types;

    private RecordLayout(List<String> names, List<FieldType> types) {
        this.names = new ArrayList<>(names);
        this.types = new ArrayList<>(types);
    }

    static RecordLayout of(RecordFormat<?> format) {
        return new RecordLayout(
                format.fields().stream().map(Field::name).toList(),
                format.fields().stream().map(Field::type).toList());
    }

    int size() {
        return names.size();
    }

    FieldType type(int index) {
        return types.get(index);
    }

    boolean matches(RecordFormat<?> format) {
        return equals(of(format));
    }

    /** For each field of this layout its position in the format, or -1 where the format has dropped it. */
    int[] positionsIn(RecordFormat<?> format) {
        int[] positions = new int[names.size()];
        for (int i = 0; i < positions.length; i++) {
            positions[i] = format.indexOf(names.get(i));
        }
        return positions;
    }

    /** The first field that the newer layout has with another type, or {@code null}. */
    @Nullable
    String conflictWith(RecordLayout newer) {
        for (int i = 0; i < names.size(); i++) {
            int there = newer.names.indexOf(names.get(i));
            if (there >= 0 && newer.types.get(there) != types.get(i)) {
                return names.get(i);
            }
        }
        return null;
    }

    void write(DataOutputView out) throws IOException {
        out.writeInt(names.size());
        for (int i = 0; i < names.size(); i++) {
            out.writeUTF(names.get(i));
            out.writeUTF(types.get(i).name());
        }
    }

    static RecordLayout read(DataInputView in) throws IOException {
        int size = in.readInt();
        if (size < 0 || size > MOST_FIELDS) {
            throw new IOException("a record's layout has 0 to " + MOST_FIELDS + " fields, found " + size);
        }
        List<String> names = new ArrayList<>();
        List<FieldType> types = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            names.add(in.readUTF());
            String type = in.readUTF();
            try {
                types.add(FieldType.valueOf(type));
            } catch (IllegalArgumentException e) {
                throw new IOException("unknown field type in a record's layout: " + type, e);
            }
        }
        return new RecordLayout(names, types);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof RecordLayout that && names.equals(that.names) && types.equals(that.types);
    }

    @Override
    public int hashCode() {
        return names.hashCode();
    }

    @Override
    public String toString() {
        return names.toString();
    }
}
