package io.millrace.common.options;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever a user writes, either settings come of it or an {@link OptionException} of single lines: anything else escapes. */
class SettingsFuzzTest {
    private static final String[] PIECES = {
        "source",
        ".",
        "host",
        ":",
        " ",
        "\n",
        "\n  ",
        "- ",
        "[",
        "]",
        "{",
        "}",
        ",",
        "&a ",
        "*a",
        "!x ",
        "!!int ",
        "|",
        ">",
        "\"",
        "'",
        "#",
        "~",
        "null",
        "10 s",
        "5",
        "1e9",
        "NaN",
        "${",
        "${env:PATH}",
        "${file:/}",
        "$${",
        "%",
        "@",
        "`",
        "?",
        "---\n",
        "...\n",
        "\t",
        "\u0000",
        "\u2028",
        "\uD83D",
        "é",
        "<<: ",
        "kafka",
        "properties",
        "password",
        "=",
        "--",
        "--config",
        "window.size",
        "source.host",
        "source.kafka.properties.x",
        "999999999999999999999"
    };

    @TempDir
    Path folder;

    @Test
    void randomFiles() throws IOException {
        Random random = new Random(42);
        int accepted = 0;
        for (int i = 0; i < 1_500; i++) {
            String text = i % 2 == 0 ? pieces(random, 30) : mutated(random);
            Path file = folder.resolve("fuzz.yaml");
            Files.write(file, text.getBytes(StandardCharsets.UTF_8));
            accepted += outcome("--config", file.toString());
        }
        assertThat(accepted).isBetween(50, 1_450);
    }

    @Test
    void randomBytes() throws IOException {
        Random random = new Random(43);
        for (int i = 0; i < 500; i++) {
            byte[] bytes = new byte[random.nextInt(200)];
            random.nextBytes(bytes);
            outcome("--config", Files.write(folder.resolve("fuzz.bin"), bytes).toString());
        }
    }

    @Test
    void randomArguments() {
        Random random = new Random(44);
        int accepted = 0;
        for (int i = 0; i < 1_500; i++) {
            List<String> args = new ArrayList<>(List.of("--source.host", "h"));
            for (int n = random.nextInt(4); n > 0; n--) {
                List<String> keys = List.copyOf(JobOptions.ALL.keys());
                args.add(random.nextInt(4) == 0 ? pieces(random, 4) : "--" + keys.get(random.nextInt(keys.size())));
                args.add(pieces(random, 4));
            }
            accepted += outcome(args.toArray(String[]::new));
        }
        assertThat(accepted).isBetween(50, 1_450);
    }

    private static int outcome(String... args) {
        try {
            Settings settings = Settings.parse(JobOptions.ALL, args);
            assertThat(settings.effective()).containsKey("source.host");
            return 1;
        } catch (OptionException e) {
            assertThat(e.problems())
                    .isNotEmpty()
                    .allSatisfy(line -> assertThat(line).isNotBlank().doesNotContain("\n", "\r"));
            return 0;
        }
    }

    private static String pieces(Random random, int most) {
        StringBuilder text = new StringBuilder();
        for (int n = random.nextInt(most); n > 0; n--) {
            text.append(PIECES[random.nextInt(PIECES.length)]);
        }
        return text.toString();
    }

    /** A good file with one or two places spoilt. */
    private static String mutated(Random random) {
        StringBuilder text = new StringBuilder("""
                source:
                  host: h
                  port: 5
                  kafka: {topics: [a, 'b,c'], properties: {acks: all, ssl.key.password: "${env:PATH}"}}
                window: {size: 10 s}
                bad.share: 0.1
                """);
        for (int n = random.nextInt(3); n > 0; n--) {
            int at = random.nextInt(text.length());
            text.replace(at, Math.min(text.length(), at + random.nextInt(3)), PIECES[random.nextInt(PIECES.length)]);
        }
        return text.toString();
    }
}
