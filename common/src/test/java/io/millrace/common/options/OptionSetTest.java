package io.millrace.common.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OptionSetTest {
    private static Option<String> text(String key, String description) {
        return Options.text(key).optional(description);
    }

    @Test
    void keepsGroupsAndOptionsInOrder() {
        Option<String> b = text("b", "B.");
        Option<String> a = text("a", "A.");
        Option<String> c = text("c", "C.");
        OptionSet set = OptionSet.builder()
                .group("Second", b, a)
                .group("First", List.of(c))
                .group("Second", text("d", "D."))
                .build();
        assertThat(set.keys()).containsExactly("b", "a", "c", "d");
        assertThat(set.groups()).extracting(OptionSet.Group::title).containsExactly("Second", "First");
        assertThat(set.groups().get(0).options()).extracting(Option::key).containsExactly("b", "a", "d");
        assertThat(set.find("c")).contains(c);
        assertThat(set.find("e")).isEmpty();
    }

    @Test
    void takesTheSameDefinitionOnce() {
        OptionSet inner = OptionSet.builder().group("G", text("a", "A.")).build();
        OptionSet set = OptionSet.builder()
                .include(inner)
                .group("H", text("a", "A."), text("b", "B."))
                .build();
        assertThat(set.groups()).extracting(group -> group.options().size()).containsExactly(1, 1);
    }

    @Test
    void refusesAKeyWithTwoDefinitions() {
        assertThatThrownBy(() -> OptionSet.builder().group("G", text("a", "A."), text("a", "Other.")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("a is defined twice");
        assertThatThrownBy(() -> OptionSet.builder()
                        .group(
                                "G",
                                Options.integer("n").optional("N."),
                                Options.longInteger("n").optional("N.")))
                .hasMessageContaining("n is defined twice");
    }

    @Test
    void refusesAKeyThatIsOptionAndSection() {
        assertThatThrownBy(() -> OptionSet.builder()
                        .group("G", text("a.b.c", "C."), text("a.b", "B."))
                        .build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a.b cannot be an option and hold another: a.b.c");
        assertThatThrownBy(() -> OptionSet.builder()
                        .group("G", Options.map("m", "M."), text("m.x", "X."))
                        .build())
                .hasMessage("m cannot be an option and hold another: m.x");
    }

    @Test
    void keepsTheReadersOwnKeysFree() {
        assertThatThrownBy(() -> OptionSet.builder().group("G", text("config", "C.")))
                .hasMessageContaining("config is reserved");
    }

    @Test
    void answersOnlyForItsOwnOptions() {
        Option<String> a = text("a", "A.");
        Settings settings = Settings.of(OptionSet.builder().group("G", a).build(), Map.of("a", "x"));
        assertThat(settings.get(text("a", "A."))).isEqualTo("x");
        assertThatThrownBy(() -> settings.find(text("b", "B.")))
                .isInstanceOf(IllegalArgumentException.class)
                .isNotInstanceOf(OptionException.class);
        assertThatThrownBy(() -> settings.get(Options.integer("a").optional("A.")))
                .hasMessageContaining("a (integer) is not one of the job's options");
    }
}
