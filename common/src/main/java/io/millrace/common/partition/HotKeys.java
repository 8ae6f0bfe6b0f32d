package io.millrace.common.partition;

import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.java.functions.KeySelector;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.KeyedStream;

/**
 * Aggregating hot keys in two phases. The first works on {@link SplitKey}s: a key that is hot right now has several, on
 * different subtasks; any other has one. Its partial results carry their key, and the second phase merges them per key:
 *
 * <pre>{@code
 * KeyedStream<Parted<Trip>, SplitKey<String>> split = HotKeys.split(trips, Trip::route, Types.STRING, 8);
 * DataStream<Partial> partials = split.process(new PartialPerSecond());
 * DataStream<Total> totals = HotKeys.merge(partials, Partial::splitKey, Types.STRING).process(new MergePartials());
 * }</pre>
 *
 * <p>For what has no mergeable aggregate in windows: a model per key, a join, a process function of one's own. Windows that
 * aggregate are better off with aggregation before the shuffle, which sends one record where this sends all.
 *
 * <p>Each sender finds hot keys in what it sends, by counters bounded in number that halve at intervals: a key gets hot within
 * the records that make it so, and whole again a few windows after it cooled down. Nothing of this is checkpointed: after a
 * restart keys are whole until found hot again, and results that merge are the same. Records of one key are not in
 * order across its parts.
 */
public final class HotKeys {
    private static final int DEFAULT_KEY_GROUPS = 128;

    private HotKeys() {}

    /**
     * Keys the stream so that hot keys are in several parts, with the defaults of {@link HotKeySettings#ways}.
     *
     * @param ways into how many parts a hot key is split, 2 to 1,024: the parallelism of what follows, or less
     */
    public static <T, K> KeyedStream<Parted<T>, SplitKey<K>> split(
            DataStream<T> stream, KeySelector<T, K> key, TypeInformation<K> keyType, int ways) {
        return split(stream, key, keyType, HotKeySettings.ways(ways));
    }

    /** Keys the stream so that hot keys are in several parts. Records keep their timestamps. */
    public static <T, K> KeyedStream<Parted<T>, SplitKey<K>> split(
            DataStream<T> stream, KeySelector<T, K> key, TypeInformation<K> keyType, HotKeySettings settings) {
        int set = stream.getExecutionEnvironment().getMaxParallelism();
        int keyGroups = set > 0 ? set : DEFAULT_KEY_GROUPS;
        return stream.map(new HotKeySplitter<>(key, keyType, settings, keyGroups))
                .returns(Parted.typeInformation(stream.getType()))
                .setParallelism(stream.getParallelism())
                .uid(settings.uid())
                .name(settings.uid())
                .keyBy(new SplitKeySelector<>(key), SplitKey.typeInformation(keyType));
    }

    /** Keys partial results by their whole key, for the second phase. */
    public static <R, K> KeyedStream<R, K> merge(
            DataStream<R> partials, KeySelector<R, SplitKey<K>> splitKey, TypeInformation<K> keyType) {
        return partials.keyBy(new WholeKeySelector<>(splitKey), keyType);
    }

    private static final class SplitKeySelector<T, K> implements KeySelector<Parted<T>, SplitKey<K>> {
        private static final long serialVersionUID = 1L;

        private final KeySelector<T, K> key;

        SplitKeySelector(KeySelector<T, K> key) {
            this.key = key;
        }

        @Override
        public SplitKey<K> getKey(Parted<T> parted) throws Exception {
            K recordKey = key.getKey(parted.record());
            if (recordKey == null) {
                throw new IllegalArgumentException("a key must not be null: the key selector gave null");
            }
            return new SplitKey<>(recordKey, parted.part());
        }
    }

    private static final class WholeKeySelector<R, K> implements KeySelector<R, K> {
        private static final long serialVersionUID = 1L;

        private final KeySelector<R, SplitKey<K>> splitKey;

        WholeKeySelector(KeySelector<R, SplitKey<K>> splitKey) {
            this.splitKey = splitKey;
        }

        @Override
        public K getKey(R partial) throws Exception {
            return splitKey.getKey(partial).key();
        }
    }
}
