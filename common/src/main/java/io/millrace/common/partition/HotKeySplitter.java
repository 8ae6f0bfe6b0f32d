package io.millrace.common.partition;

import java.util.Arrays;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichMapFunction;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.java.functions.KeySelector;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.jspecify.annotations.Nullable;

/** Gives each record its part: 0, or for records of a hot key, its parts in turn. */
final class HotKeySplitter<T, K> extends RichMapFunction<T, Parted<T>> {
    private static final long serialVersionUID = 1L;

    private final KeySelector<T, K> key;
    private final TypeInformation<K> keyType;
    private final HotKeySettings settings;
    private final int keyGroups;
    private transient @Nullable HeavyKeys<K> heavy;
    private transient int turn;

    HotKeySplitter(KeySelector<T, K> key, TypeInformation<K> keyType, HotKeySettings settings, int keyGroups) {
        this.key = key;
        this.keyType = keyType;
        this.settings = settings;
        this.keyGroups = keyGroups;
    }

    @Override
    public void open(OpenContext context) {
        TypeSerializer<K> serializer = getRuntimeContext().createSerializer(keyType);
        heavy = new HeavyKeys<>(settings, serializer::copy);
        turn = getRuntimeContext().getTaskInfo().getIndexOfThisSubtask();
    }

    @Override
    public Parted<T> map(T record) throws Exception {
        if (settings.everyKey()) {
            // Drawn, since turns over all keys would fall in with streams where keys take turns, too.
            return new Parted<>(record, Hashing.spread(Hashing.mix(turn++), settings.ways()));
        }
        K recordKey = key.getKey(record);
        HeavyKeys.Count count = heavyKeys().hot(recordKey);
        return new Parted<>(
                record, count == null ? 0 : count.nextPart(() -> partsOf(recordKey, settings.ways(), keyGroups)));
    }

    private HeavyKeys<K> heavyKeys() {
        if (heavy == null) {
            throw new IllegalStateException("not open");
        }
        return heavy;
    }

    /**
     * Part numbers whose key groups are as far from each other as they can be, so that no two parts are on one subtask where
     * there are as many subtasks as parts; drawn without care, two parts would meet on one of two subtasks every other time.
     * The same for all senders.
     */
    static <K> int[] partsOf(K key, int ways, int keyGroups) {
        int distinct = Math.min(ways, keyGroups);
        int first = KeyGroupRangeAssignment.assignToKeyGroup(new SplitKey<>(key, 0), keyGroups);
        int[] partOfGroup = new int[keyGroups];
        for (int i = 1; i < distinct; i++) {
            partOfGroup[groupOf(i, first, distinct, keyGroups)] = -1;
        }
        int open = distinct - 1;
        for (int part = 1; open > 0; part++) {
            int group = KeyGroupRangeAssignment.assignToKeyGroup(new SplitKey<>(key, part), keyGroups);
            if (partOfGroup[group] < 0) {
                partOfGroup[group] = part;
                open--;
            }
        }
        int[] parts = new int[distinct];
        Arrays.setAll(parts, i -> i == 0 ? 0 : partOfGroup[groupOf(i, first, distinct, keyGroups)]);
        return parts;
    }

    private static int groupOf(int part, int first, int ways, int keyGroups) {
        return (int) ((first + (long) part * keyGroups / ways) % keyGroups);
    }
}
