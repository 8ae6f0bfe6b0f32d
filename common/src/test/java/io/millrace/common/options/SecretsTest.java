package io.millrace.common.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SecretsTest {
    private static final String PASSWORD = "hunter2";
    private static final Map<String, String> ENVIRONMENT =
            Map.of("PW", PASSWORD, "EMPTY", "", "TOPICS", "a, b", "NESTED", "${env:PW}", "PORT", "5o");

    @TempDir
    Path folder;

    @Test
    void replacesReferencesAnywhereInAValue() throws IOException {
        Path file = Files.writeString(folder.resolve("secret"), "line 1\nline 2\n\n");
        assertThat(host("a${env:PW}b${env:EMPTY}c")).isEqualTo("ahunter2bc");
        assertThat(host("${file:" + file + "}")).isEqualTo("line 1\nline 2\n");
        assertThat(host("${file:" + Files.writeString(file, "x\r\n") + "}!")).isEqualTo("x!");
        assertThat(host("$${env:PW} $$${env:PW} $ {} $x")).isEqualTo("${env:PW} $${env:PW} $ {} $x");
        assertThat(host("$$ ${env:PW}")).isEqualTo("$$ hunter2");
        assertThat(host("${env:NESTED}")).isEqualTo("${env:PW}");
        assertThat(read(Map.of("source.host", "h", "source.kafka.topics", "${env:TOPICS}"))
                        .get(JobOptions.TOPICS))
                .containsExactly("a", "b");
    }

    @ParameterizedTest
    @CsvSource({
        "a${env:NONE}b,source.host: ${env:NONE}: the environment has no such variable",
        "a${file:/no/such}b,source.host: ${file:/no/such}: no such file",
        "hunter2${,source.host: it holds a ${ that begins neither",
        "${env:},source.host: it holds a ${ that begins neither",
        "${env:A B},source.host: it holds a ${ that begins neither",
        "${hunter2},source.host: it holds a ${ that begins neither",
        "${file:},source.host: it holds a ${ that begins neither"
    })
    void namesTheReferenceAndNotTheValue(String value, String problem) {
        OptionException e = refused(Map.of("source.host", value));
        assertThat(e.problems()).singleElement().asString().startsWith(problem).doesNotContain(PASSWORD);
    }

    @Test
    void refusesASecretInClear() {
        OptionException e = refused(Map.of("source.host", "h", "source.password", PASSWORD));
        assertThat(e.problems())
                .containsExactly("source.password is a secret and must not be written in clear; allowed: a value with"
                        + " ${env:NAME} or ${file:/path} in it");
        assertThat(refused(Map.of("source.host", "h", "source.password", "$${env:PW}"))
                        .problems())
                .containsExactlyElementsOf(e.problems());
    }

    @Test
    void masksSecretsEverywhere() {
        Settings settings = read(Map.of(
                "source.host", "h",
                "source.password", "x${env:PW}",
                "source.kafka.properties.sasl.jaas.config", "module required password=\"${env:PW}\";",
                "source.kafka.properties.group.instance", "${env:PW}"));
        assertThat(settings.get(JobOptions.PASSWORD)).isEqualTo("xhunter2");
        assertThat(settings.get(JobOptions.PROPERTIES))
                .containsEntry("sasl.jaas.config", "module required password=\"hunter2\";");
        assertThat(settings.effective())
                .containsEntry("source.password", "******")
                .containsEntry("source.kafka.properties.sasl.jaas.config", "******")
                .containsEntry("source.kafka.properties.group.instance", "${env:PW}");
        assertThat(settings.toString()).doesNotContain(PASSWORD, "required").contains("source.password=******");
    }

    @Test
    void showsReferencesAndNotWhatTheyStandFor() {
        Settings settings = read(Map.of("source.host", "x${env:PW}", "source.kafka.topics", "${env:TOPICS}"));
        assertThat(settings.get(JobOptions.HOST)).isEqualTo("xhunter2");
        assertThat(settings.effective())
                .containsEntry("source.host", "x${env:PW}")
                .containsEntry("source.kafka.topics", "${env:TOPICS}");
    }

    @Test
    void keepsASecretOutOfEveryMessage() {
        Option<Integer> pin = Options.integer("pin").atLeast(1).secret().optional("A number nobody should see.");
        OptionSet set = OptionSet.builder().group("G", pin).build();
        SettingsReader reader = new SettingsReader(set, new References(name -> PASSWORD));
        OptionException e = catchThrowableOfType(OptionException.class, () -> reader.read(Map.of("pin", "1${env:X}")));
        assertThat(e).hasMessage("pin: '******' is not allowed; allowed: integer, at least 1");
        assertThat(e).hasNoCause();
        assertThat(refused(Map.of("source.host", "h", "source.port", "${env:PORT}")))
                .hasMessageStartingWith("source.port: '${env:PORT}' is not allowed");
        assertThat(OptionException.notAllowed(JobOptions.PASSWORD, PASSWORD, "another"))
                .hasMessageNotContaining(PASSWORD);
        for (String[] args : new String[][] {
            {"--source.pasword", PASSWORD},
            {"--source.password", "correct", PASSWORD},
            {"--source.password=" + PASSWORD},
            {"--source.password.x=" + PASSWORD},
            {"--source.kafka.properties.ssl.key.password", PASSWORD}
        }) {
            OptionException problem =
                    catchThrowableOfType(OptionException.class, () -> Settings.parse(JobOptions.ALL, args));
            assertThat(problem).hasMessageNotContaining(PASSWORD);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sasl.jaas.config",
                "ssl.key.password",
                "ssl.keystore.key",
                "ssl.keystore.password",
                "ssl.truststore.password",
                "sasl.oauthbearer.client.credentials.client.secret",
                "sasl.oauthbearer.assertion.private.key.passphrase",
                "basic.auth.user.info",
                "bearer.auth.token",
                "API_KEY",
                "privateKey",
                "Authorization",
                "db.passwd"
            })
    void takesSecretsInMapsByTheirNames(String name) {
        String key = "source.kafka.properties." + name;
        assertThat(refused(Map.of("source.host", "h", key, PASSWORD)).problems())
                .singleElement()
                .asString()
                .startsWith(key + " is a secret")
                .doesNotContain(PASSWORD);
        assertThat(read(Map.of("source.host", "h", key, "${env:PW}")).effective())
                .containsEntry(key, "******");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ssl.keystore.location",
                "ssl.keystore.type",
                "sasl.oauthbearer.token.endpoint.url",
                "key.serializer",
                "acks",
                "sasl.oauthbearer.assertion.private.key.file",
                "basic.auth.credentials.source",
                "client.id",
                "transactional.id",
                "sasl.oauthbearer.client.credentials.client.id",
                "delegation.token.expiry.time.ms",
                "keyboard"
            })
    void takesOtherNamesInMapsAsTheyAre(String name) {
        String key = "source.kafka.properties." + name;
        assertThat(read(Map.of("source.host", "h", key, "x")).effective()).containsEntry(key, "x");
    }

    @Test
    void wantsAReferenceInEveryElementOfASecretList() {
        var keys = Options.textList("keys").secret().optional("Keys.");
        SettingsReader reader =
                new SettingsReader(OptionSet.builder().group("G", keys).build(), new References(ENVIRONMENT::get));
        Map<String, RawValue> raw = YamlFile.parse("f", "keys: ['${env:PW}', clear]");
        assertThat(catchThrowableOfType(OptionException.class, () -> reader.check(raw)))
                .hasMessageStartingWith("keys is a secret")
                .hasMessageEndingWith("(f:1)");
    }

    private static String host(String value) {
        return read(Map.of("source.host", value)).get(JobOptions.HOST);
    }

    private static OptionException refused(Map<String, String> values) {
        return catchThrowableOfType(OptionException.class, () -> read(values));
    }

    private static Settings read(Map<String, String> values) {
        return new SettingsReader(JobOptions.ALL, new References(new HashMap<>(ENVIRONMENT)::get)).read(values);
    }
}
