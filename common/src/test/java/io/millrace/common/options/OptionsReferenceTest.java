package io.millrace.common.options;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class OptionsReferenceTest {
    @Test
    void helpShowsEveryOptionWithinTheWidth() {
        String help = OptionsReference.help("traffic-monitor", JobOptions.ALL);
        assertThat(help).startsWith("traffic-monitor\n").endsWith("\n");
        assertThat(help.lines()).allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(100));
        for (OptionSet.Group group : JobOptions.ALL.groups()) {
            assertThat(help.lines()).contains(group.title());
            for (Option<?> option : group.options()) {
                List<String> block = block(help, option);
                assertThat(String.join(" ", block))
                        .contains(option.typeAndRange())
                        .contains(option.description())
                        .contains(
                                option.isMap()
                                        ? "Default: none."
                                        : option.defaultText()
                                                .map(d -> "Default: " + d)
                                                .orElse(option.isRequired() ? "Required." : "No default."));
            }
        }
        assertThat(block(help, JobOptions.SIZE))
                .containsExactly(
                        "--window.size (duration, at least 1 s, at most 1 h)", "Length of a window.", "Default: 10 s");
        assertThat(block(help, JobOptions.PASSWORD)).last().asString().contains("Secret");
    }

    @Test
    void helpWrapsLongTexts() {
        Option<String> option = Options.text("a").optional("word ".repeat(60) + "x".repeat(250));
        String help = OptionsReference.help(
                "t", OptionSet.builder().group("G", option).build());
        assertThat(help.lines()).allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(100));
        assertThat(help.replaceAll("\\s", "")).contains("word".repeat(60) + "x".repeat(250));
    }

    @Test
    void markdownHasOneRowPerOption() {
        String page = OptionsReference.markdown("Traffic monitor", JobOptions.ALL);
        assertThat(page)
                .startsWith(
                        "# Traffic monitor\n\n## Source\n\n| key | type | default | meaning |\n|---|---|---|---|\n");
        assertThat(page.lines())
                .contains(
                        "| `source.host` | text, not blank | **required** | Where the feed is. |",
                        "| `source.port` | integer, at least 1, at most 65535 | `9000` | The feed's port. |",
                        "| `source.kafka.properties.NAME` | map | none | Passed to the Kafka client as they are. |",
                        "| `source.password` | text | none | The feed's password. A secret: only with `${env:NAME}` or"
                                + " `${file:/path}`. |",
                        "| `sink.delivery` | one of none, at-least-once, exactly-once | `at-least-once` | What a failure may"
                                + " do to results. |");
        assertThat(page.lines().filter(line -> line.startsWith("| `")))
                .hasSize(JobOptions.ALL.keys().size());
    }

    @Test
    void markdownKeepsItsTableWhateverTheText() {
        Option<String> option = Options.text("a").matching(".*", "a|b").defaultsTo("|", "One\n\ntwo | <three>.");
        Option<String> empty = Options.text("b").defaultsTo("", "B.");
        Option<String> tick = Options.text("c").defaultsTo("`\t", "C.");
        assertThat(OptionsReference.markdown(
                                "T",
                                OptionSet.builder()
                                        .group("G", option, empty, tick)
                                        .build())
                        .lines())
                .contains(
                        "| `a` | text, a\\|b | `\\|` | One two \\| &lt;three>. |",
                        "| `b` | text | empty | B. |",
                        "| `c` | text | `` `\\t `` | C. |");
    }

    private static List<String> block(String help, Option<?> option) {
        String head = "  --" + option.key();
        return help.lines()
                .dropWhile(line -> !(line.startsWith(head + " ") || line.startsWith(head + ".NAME ")))
                .takeWhile(line -> line.startsWith(head) || line.startsWith("      "))
                .map(line -> line.trim().replaceAll("  +", " "))
                .toList();
    }
}
