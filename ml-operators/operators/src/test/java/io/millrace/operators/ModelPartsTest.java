package io.millrace.operators;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ModelPartsTest {
    private static ModelRecord record(long version, int part, int parts) {
        return new ModelRecord(ModelRecord.name("", part, parts), "", 0, version, part, parts, "a", 0, "");
    }

    @Test
    void aVersionIsWholeOnceAllItsPartsAreThere() {
        ModelParts parts = new ModelParts();
        assertThat(parts.add(record(1, 0, 3))).isEmpty();
        assertThat(parts.add(record(1, 2, 3))).isEmpty();
        assertThat(parts.add(record(2, 1, 3))).isEmpty();
        assertThat(parts.add(record(1, 2, 3))).isEmpty();
        assertThat(parts.isWaiting()).isTrue();
        assertThat(parts.add(record(1, 1, 3))).containsExactly(record(1, 0, 3), record(1, 1, 3), record(1, 2, 3));
        assertThat(parts.add(record(2, 0, 3))).isEmpty();
        assertThat(parts.add(record(2, 2, 3))).hasSize(3);
        assertThat(parts.isWaiting()).isFalse();
        for (int part = 0; part < 3; part++) {
            assertThat(parts.add(record(1, part, 3))).as("older").isEmpty();
        }
        assertThat(parts.add(record(5, 0, 1))).containsExactly(record(5, 0, 1));
        assertThatThrownBy(() -> parts.add(record(6, 3, 3)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("model \"all#3\" is part 3 of 3");
    }

    @Test
    void partsThatDoNotBelongTogetherAreRefused() {
        ModelSpec spec = GlobalSpecs.classifiers().get(0);
        Models models = new Models(spec);
        Model one = models.create();
        List<Example> examples = ExampleStream.examples(spec.task(), 60, 1, 1);
        examples.subList(0, 40).forEach(one::learn);
        List<ModelRecord> parts = new ArrayList<>(ModelParts.split(models, one, 1));
        assertThat(models.export(ModelParts.join(models, parts))).isEqualTo(models.export(one));
        List<ModelRecord> swapped = new ArrayList<>(parts);
        swapped.set(1, parts.get(2));
        swapped.set(2, parts.get(1));
        assertThatThrownBy(() -> ModelParts.join(models, swapped))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected model part 1 of 5 in version 1, found model part 2 of 5");

        Model empty = models.create();
        parts.set(3, ModelParts.split(models, empty, 1).get(3));
        assertThatThrownBy(() -> ModelParts.join(models, parts))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("have all learned the same records; these have not");
        assertThatThrownBy(() -> parts.get(0).read(models))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("one of 5 parts");
    }

    @Test
    void damageIsFound() {
        ModelSpec spec = GlobalSpecs.regressor("knn", Map.of("window", "600"));
        Models models = new Models(spec);
        List<ModelRecord> parts = new ArrayList<>(ModelParts.split(models, models.create(), 1));
        byte[] bytes = Base64.getDecoder().decode(parts.get(1).snapshot());
        bytes[bytes.length / 2] ^= 4;
        ModelRecord sound = parts.get(1);
        parts.set(
                1,
                new ModelRecord(
                        sound.model(),
                        "",
                        1,
                        1,
                        1,
                        3,
                        sound.learner(),
                        0,
                        Base64.getEncoder().encodeToString(bytes)));
        assertThatThrownBy(() -> ModelParts.join(models, parts))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("checksum");
    }
}
