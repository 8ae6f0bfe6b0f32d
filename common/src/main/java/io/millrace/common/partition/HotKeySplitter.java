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
    private transient long random;

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
        random = Hashing.nth(0, getRuntimeContext().getTaskInfo().getIndexOfThisSubtask());
    }

    @Override
    public Parted<T> map(T record) throws Exception {
        if (settings.everyKey()) {
            // Drawn, since turns over all keys would fall in with streams where keys take turns, too.
            random = Hashing.step(random);
            return new Parted<>(record, Hashing.spread(Hashing.mix(random), settings.ways()));
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
     * Part numbers that share the key groups out: each part has its own of as many zones, all as far from the zone's begin, so
     * that no two are on one subtask where there are as many subtasks as parts. Drawn without care, two parts would meet on
     * one of two subtasks every other time. The same for all senders.
     */
    static <K> int[] partsOf(K key, int ways, int keyGroups) {
        int zones = Math.min(ways, keyGroups);
        int first = KeyGroupRangeAssignment.assignToKeyGroup(new SplitKey<>(key, 0), keyGroups);
        int firstZone = KeyGroupRangeAssignment.computeOperatorIndexForKeyGroup(keyGroups, zones, first);
        int offset = first - begin(firstZone, zones, keyGroups);
        int[] zoneOfGroup = new int[keyGroups];
        Arrays.fill(zoneOfGroup, -1);
        for (int zone = 0; zone < zones; zone++) {
            int last = begin(zone + 1, zones, keyGroups) - 1;
            zoneOfGroup[Math.min(begin(zone, zones, keyGroups) + offset, last)] = zone;
        }
        int[] parts = new int[zones];
        Arrays.fill(parts, -1);
        int open = zones;
        for (int part = 0; open > 0; part++) {
            int zone = zoneOfGroup[KeyGroupRangeAssignment.assignToKeyGroup(new SplitKey<>(key, part), keyGroups)];
            if (zone >= 0 && parts[zone] < 0) {
                parts[zone] = part;
                open--;
            }
        }
        return parts;
    }

    /** The first key group of a zone, as Flink shares key groups out among subtasks. */
    private static int begin(int zone, int zones, int keyGroups) {
        return (zone * keyGroups + zones - 1) / zones;
    }
}
