package io.millrace.common.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.java.typeutils.GenericTypeInfo;
import org.apache.flink.util.InstantiationUtil;
import org.junit.jupiter.api.Test;

class RecordFormatTest {
    private static final Reading READING = new Reading("d", 1, 2, true, 3, 4, "n");

    /** Keeps no format. */
    public record Bare(long n) {}

    /** Keeps the format of another record. */
    public record Borrowed(long n) {
        public static final RecordFormat<Reading> FORMAT = Reading.FORMAT;
    }

    private static List<String> names(RecordFormat<?> format) {
        return format.fields().stream().map(Field::name).toList();
    }

    @Test
    void namesAndRolesStandOnce() {
        assertThatThrownBy(() -> RecordFormat.builder(Reading.class)
                        .text("a", Reading::note)
                        .integer("a", Reading::count)
                        .build(v -> READING))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("field 'a' stands twice in the format of Reading");
        assertThatThrownBy(() -> RecordFormat.builder(Reading.class)
                        .eventTime("a", Reading::at)
                        .eventTime("b", Reading::seen)
                        .build(v -> READING))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("fields 'a' and 'b' are both declared as EVENT_TIME");
        assertThatThrownBy(() -> RecordFormat.builder(Reading.class).text(" ", Reading::note))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("blank");
        assertThatThrownBy(() -> RecordFormat.builder(Reading.class).optional())
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void rolesAndMissingValuesAreKnown() {
        assertThat(Reading.FORMAT.keyField().map(f -> f.text(READING))).contains("d");
        assertThat(Reading.FORMAT.eventTime(READING)).isEqualTo(3);
        assertThat(Reading.FORMAT.arrivalIndex()).isEqualTo(5);
        assertThat(Reading.FORMAT.fields().stream().filter(Field::required).map(Field::name))
                .containsExactly("device");
        Reading empty = new Reading(
                "d", Double.NaN, FieldValues.MISSING, false, FieldValues.MISSING, FieldValues.MISSING, null);
        assertThat(Reading.FORMAT.fields().stream()
                        .filter(f -> f.isMissing(empty))
                        .map(Field::name))
                .containsExactly("value", "count", "at", "seen", "note");
    }

    @Test
    void renamedChangesNamesAlone() {
        RecordFormat<Reading> renamed = Reading.FORMAT.renamed(Map.of("device", "note", "note", "device", "at", "ts"));
        assertThat(names(renamed)).containsExactly("note", "value", "count", "ok", "ts", "seen", "device");
        assertThat(renamed.keyField().map(Field::name)).contains("note");
        assertThat(renamed.fields().get(0).required()).isTrue();
        assertThat(renamed.eventTime(READING)).isEqualTo(3);
        assertThatThrownBy(() -> Reading.FORMAT.renamed(Map.of("device", "note")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'note' stands twice");
        assertThatThrownBy(() -> Reading.FORMAT.renamed(Map.of("devise", "x")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("field 'devise' is not declared by Reading; declared are "
                        + "[device, value, count, ok, at, seen, note]");
    }

    @Test
    void readingRequiresWhatItNamesAndSeeksNothingElse() {
        RecordFormat<Reading> two = Reading.FORMAT.reading(Set.of("device", "value"));
        assertThat(two.fields().stream().filter(Field::read).map(Field::name)).containsExactly("device", "value");
        assertThat(two.fields().stream().filter(Field::required).map(Field::name))
                .containsExactly("device", "value");
        assertThat(Reading.FORMAT.hasEventTime()).isTrue();
        assertThat(two.hasEventTime()).isFalse();
        assertThat(two.arrivalIndex()).isEqualTo(5);
        RecordFormat<Reading> again = two.reading(Set.of("device", "at"));
        assertThat(again.fields().stream().filter(Field::read).map(Field::name)).containsExactly("device", "at");
        assertThat(again.hasEventTime()).isTrue();
        assertThatThrownBy(() -> Reading.FORMAT.reading(Set.of("x"))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void selectEncodesOnly() {
        RecordFormat<Reading> selected = Reading.FORMAT.select(List.of("note", "device"));
        assertThat(names(selected)).containsExactly("note", "device");
        assertThatThrownBy(() -> selected.create(new FieldValues(2)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("a selection of Reading's fields encodes only");
        assertThatThrownBy(() -> Reading.FORMAT.select(List.of("note", "note")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("stands twice");
    }

    @Test
    void aRecordWithoutItsFormatHasNoSerializer() {
        for (Class<?> wrong : List.of(Bare.class, Borrowed.class)) {
            assertThatThrownBy(() -> new RecordTypeInfo<>(wrong))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(wrong.getName()
                            + " must be public and keep its RecordFormat in a public static field named FORMAT");
        }
    }

    /** Two numbers under names that only a configuration knows. */
    private record Pair(double[] numbers) {
        static final TypeInformation<Pair> TYPE = new PairType();

        static RecordFormat<Pair> format(String first, String second) {
            return RecordFormat.builder(Pair.class)
                    .typed(TYPE)
                    .number(first, p -> p.numbers()[0])
                    .nullable()
                    .number(second, p -> p.numbers()[1])
                    .optional()
                    .build(v -> new Pair(new double[] {v.doubleValue(0), v.doubleValue(1)}));
        }
    }

    private static final class PairType extends GenericTypeInfo<Pair> {
        PairType() {
            super(Pair.class);
        }
    }

    @Test
    void aFormatMadeAtWiringTimeBringsItsOwnType() throws Exception {
        RecordFormat<Pair> format = Pair.format("x", "y").renamed(Map.of("y", "z"));
        assertThat(format.typeInformation()).isSameAs(Pair.TYPE);
        assertThat(format.reading(Set.of("x")).typeInformation()).isSameAs(Pair.TYPE);
        assertThat(format.select(List.of("z")).typeInformation()).isSameAs(Pair.TYPE);
        RecordFormat<Pair> sent = InstantiationUtil.clone(format);
        FieldValues values = new FieldValues(2);
        values.setDouble(1, 7);
        assertThat(sent.create(values).numbers()).containsExactly(Double.NaN, 7);
        assertThat(names(sent)).containsExactly("x", "z");
    }

    @Test
    void aNullableFieldNeedsItsColumnAlone() {
        List<Field<Pair>> fields = Pair.format("x", "y").fields();
        assertThat(fields).extracting(Field::required).containsExactly(false, false);
        assertThat(fields).extracting(Field::read).containsExactly(true, true);
        assertThat(fields).extracting(Field::needsColumn).containsExactly(true, false);
        assertThatThrownBy(() -> RecordFormat.builder(Pair.class).nullable())
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("nullable() comes after a field");
    }

    @Test
    void theKeyOfATextThatIsMissingSaysSo() {
        assertThatThrownBy(() -> new FieldValues(2).text(1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("field 1 has no text");
    }
}
