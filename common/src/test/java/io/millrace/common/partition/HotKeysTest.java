package io.millrace.common.partition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.testing.Zipf;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class HotKeysTest {
    @ParameterizedTest
    @ValueSource(doubles = {0.8, 1.2, 1.5})
    void noHotKeyIsMissedAndNoneIsMadeUp(double exponent) {
        double share = 0.02;
        HotKeySettings settings = HotKeySettings.ways(4).withShare(share).withWindow(4_000);
        HeavyKeys<Integer> heavy = new HeavyKeys<>(settings, UnaryOperator.identity());
        Zipf ranks = new Zipf(50_000, exponent, 13);
        Map<Integer, Double> exact = new HashMap<>();
        double total = 0;
        int hot = 0;
        for (int i = 0; i < 100_000; i++) {
            if (i > 0 && i % 4_000 == 0) {
                exact.replaceAll((key, number) -> number / 2);
                total /= 2;
            }
            // Other keys are the frequent ones in the second half.
            int key = ranks.next() + (i < 50_000 ? 0 : 1_000_000);
            double number = exact.merge(key, 1.0, Double::sum);
            total++;

            boolean found = heavy.hot(key) != null;

            if (number >= Math.max(16, share * total)) {
                assertThat(found).as("%s of %s", number, total).isTrue();
            }
            if (number < Math.min(16, share * total) * 2 / 3 - 1 || number < share * total * 2 / 3 - 1) {
                assertThat(found).as("%s of %s", number, total).isFalse();
            }
            hot += found ? 1 : 0;
            assertThat(heavy.size()).isLessThanOrEqualTo(200);
        }
        assertThat(hot).isBetween(1_000, 99_000);
    }

    @Test
    void aKeyGetsWholeAgainWhenItCoolsDown() {
        HotKeySettings settings = HotKeySettings.ways(2).withShare(0.1).withWindow(1_000);
        HeavyKeys<String> heavy = new HeavyKeys<>(settings, UnaryOperator.identity());
        for (int i = 0; i < 1_000; i++) {
            heavy.hot("a");
        }
        assertThat(heavy.hot("a")).isNotNull();
        for (int i = 0; i < 5_000; i++) {
            heavy.hot("other " + i);
        }
        assertThat(heavy.hot("a")).isNull();
    }

    @ParameterizedTest
    @CsvSource({"2, 128, 2", "4, 128, 4", "8, 128, 8", "8, 1000, 8", "5, 128, 5", "3, 128, 8", "64, 128, 64", "8, 8, 8"
    })
    void partsAreOnDifferentSubtasks(int ways, int keyGroups, int subtasks) {
        for (int key = 0; key < 200; key++) {
            String hot = "key " + key;
            int[] parts = HotKeySplitter.partsOf(hot, ways, keyGroups);

            assertThat(parts).hasSize(ways).contains(0);
            int[] targets = Arrays.stream(parts)
                    .map(part -> KeyGroupRangeAssignment.assignKeyToParallelOperator(
                            new SplitKey<>(hot, part), keyGroups, subtasks))
                    .toArray();
            assertThat(targets).doesNotHaveDuplicates();
            assertThat(HotKeySplitter.partsOf(hot, ways, keyGroups)).isEqualTo(parts);
        }
    }

    @Test
    void moreWaysThanKeyGroupsAreAsManyAsKeyGroups() {
        assertThat(HotKeySplitter.partsOf("a", 8, 3)).hasSize(3).doesNotHaveDuplicates();
    }

    @Test
    void aSplitKeyIsItsPartAndItsKey() throws Exception {
        TypeInformation<SplitKey<Integer>> type = SplitKey.typeInformation(Types.INT);
        TypeSerializer<SplitKey<Integer>> serializer = type.createSerializer(new SerializerConfigImpl());
        DataOutputSerializer out = new DataOutputSerializer(16);
        serializer.serialize(new SplitKey<>(0x01020304, 5), out);

        assertThat(out.getCopyOfBuffer()).containsExactly(0, 0, 0, 5, 1, 2, 3, 4);
        assertThat(serializer.getLength()).isEqualTo(8);
        assertThat(serializer.isImmutableType()).isTrue();
        assertThat(restored(serializer).deserialize(new DataInputDeserializer(out.getCopyOfBuffer())))
                .isEqualTo(new SplitKey<>(0x01020304, 5));
        assertThat(type)
                .isEqualTo(SplitKey.typeInformation(Types.INT))
                .isNotEqualTo(SplitKey.typeInformation(Types.LONG));
        assertThat(type.isKeyType()).isTrue();
        // 31 * 7 + 2: key groups of saved state depend on it.
        assertThat(new SplitKey<>(7, 2).hashCode()).isEqualTo(219);
    }

    @Test
    void aPartedRecordIsCopiedWithItsRecord() throws Exception {
        TypeSerializer<Parted<String[]>> serializer =
                Parted.typeInformation(Types.OBJECT_ARRAY(Types.STRING)).createSerializer(new SerializerConfigImpl());
        Parted<String[]> parted = new Parted<>(new String[] {"a"}, 3);
        DataOutputSerializer out = new DataOutputSerializer(16);
        serializer.serialize(parted, out);
        DataOutputSerializer copied = new DataOutputSerializer(16);
        serializer.copy(new DataInputDeserializer(out.getCopyOfBuffer()), copied);

        Parted<String[]> read = restored(serializer).deserialize(new DataInputDeserializer(copied.getCopyOfBuffer()));

        assertThat(read.record()).containsExactly("a");
        assertThat(read.part()).isEqualTo(3);
        Parted<String[]> copy = serializer.copy(parted);
        assertThat(copy.record()).isNotSameAs(parted.record()).containsExactly("a");
        assertThat(copy.part()).isEqualTo(3);
        assertThat(serializer.isImmutableType()).isFalse();
        assertThat(serializer.getLength()).isEqualTo(-1);
    }

    private static <T> TypeSerializer<T> restored(TypeSerializer<T> serializer) throws Exception {
        DataOutputSerializer out = new DataOutputSerializer(64);
        TypeSerializerSnapshot.writeVersionedSnapshot(out, serializer.snapshotConfiguration());
        TypeSerializerSnapshot<T> snapshot = TypeSerializerSnapshot.readVersionedSnapshot(
                new DataInputDeserializer(out.getCopyOfBuffer()), HotKeysTest.class.getClassLoader());
        assertThat(serializer
                        .snapshotConfiguration()
                        .resolveSchemaCompatibility(snapshot)
                        .isCompatibleAsIs())
                .isTrue();
        assertThat(snapshot.restoreSerializer()).isEqualTo(serializer);
        return snapshot.restoreSerializer();
    }

    @Test
    void settingsOutOfRangeAreRefused() {
        HotKeySettings settings = HotKeySettings.ways(2);
        assertThatThrownBy(() -> HotKeySettings.ways(1)).hasMessage("ways must be 2 to 1024: 1");
        assertThatThrownBy(() -> settings.withShare(1)).hasMessage("share must be at least 4.0E-6 and below 1: 1.0");
        assertThatThrownBy(() -> settings.withShare(Double.NaN)).hasMessageEndingWith(": NaN");
        assertThatThrownBy(() -> settings.withWindow(6_399))
                .hasMessage("window must be at least 64 / share, which is 6400: 6399");
        assertThatThrownBy(() -> settings.withUid(" ")).hasMessage("uid must not be blank");
    }
}
