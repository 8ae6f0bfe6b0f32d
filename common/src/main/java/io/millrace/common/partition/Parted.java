package io.millrace.common.partition;

import org.apache.flink.api.common.typeinfo.TypeInformation;

/**
 * A record, and which part of its key it belongs to. The part is decided once, by the sender, and travels with the record:
 * Flink asks for a record's key more than once, and must get the same answer.
 *
 * @param part at least 0, as in {@link SplitKey#part}
 */
public record Parted<T>(T record, int part) {
    /** How Flink sends it, for records of this type. */
    public static <T> TypeInformation<Parted<T>> typeInformation(TypeInformation<T> record) {
        return new PartedTypeInfo<>(record);
    }
}
