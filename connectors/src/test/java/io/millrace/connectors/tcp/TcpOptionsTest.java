package io.millrace.connectors.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.millrace.common.connect.Connectors;
import io.millrace.common.connect.SourceConnector;
import io.millrace.common.options.OptionException;
import io.millrace.common.options.OptionSet;
import io.millrace.common.options.Settings;
import io.millrace.connectors.tcp.TcpSettings.Reconnect;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TcpOptionsTest {
    private static final SourceConnector TCP = new TcpSourceConnector();

    private static void validate(String... options) {
        Map<String, String> values = new HashMap<>();
        for (int i = 0; i < options.length; i += 2) {
            values.put("source.tcp." + options[i], options[i + 1]);
        }
        TCP.validate(
                Settings.of(
                        OptionSet.builder().group("TCP", TCP.options("source")).build(), values),
                "source");
    }

    @Test
    void isFoundByItsName() {
        assertThat(Connectors.sources()).extracting(SourceConnector::type).contains("tcp", "generator", "replay");
    }

    @Test
    void takesHostAndPortOrAddresses() {
        assertThatCode(() -> validate("host", "feed", "port", "9999")).doesNotThrowAnyException();
        assertThatCode(() -> validate("addresses", "feed-1:9999, [::1]:9999")).doesNotThrowAnyException();
    }

    @Test
    void wantsOneOfThem() {
        String message = "either source.tcp.addresses, or both source.tcp.host and source.tcp.port must be set";
        assertThatExceptionOfType(OptionException.class)
                .isThrownBy(() -> validate())
                .withMessage(message);
        assertThatExceptionOfType(OptionException.class)
                .isThrownBy(() -> validate("host", "feed"))
                .withMessage(message);
        assertThatExceptionOfType(OptionException.class)
                .isThrownBy(() -> validate("host", "feed", "port", "1", "addresses", "feed:2"))
                .withMessage(message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"feed", "feed:", ":99", "feed:0", "feed:65536", "::1:99", "feed:many"})
    void refusesWhatIsNoAddress(String address) {
        assertThatExceptionOfType(OptionException.class)
                .isThrownBy(() -> validate("addresses", address))
                .withMessageStartingWith("source.tcp.addresses: '" + address + "' is not allowed; allowed: host:port");
    }

    @Test
    void refusesAnAddressTwiceAndDelaysThatContradict() {
        assertThatExceptionOfType(OptionException.class)
                .isThrownBy(() -> validate("addresses", "a:1,a:1"))
                .withMessage("source.tcp.addresses: 'a:1' is not allowed; allowed: each address once");
        assertThatExceptionOfType(OptionException.class)
                .isThrownBy(() -> validate("addresses", "a:1", "reconnect.initial-delay", "2 min"))
                .withMessage("source.tcp.reconnect.initial-delay must not be longer than"
                        + " source.tcp.reconnect.max-delay: 2 min is longer than 30 s");
    }

    @ParameterizedTest
    @CsvSource({"0, 0, 100", "0, 1, 200", "1, 1, 400", "3, 1, 1600", "6, 1, 10000", "2000, 1, 10000", "2000, 0, 5000"})
    void doublesTheDelayUpToItsBoundWithJitter(int failures, double random, long millis) {
        Reconnect reconnect = new Reconnect(Duration.ofMillis(200), Duration.ofSeconds(10), Duration.ofMinutes(1));
        assertThat(reconnect.delayNanos(failures, random)).isEqualTo(millis * 1_000_000);
    }

    @Test
    void keepsAnAddressThroughACheckpoint() throws Exception {
        TcpSplit split = new TcpSplit(3, TcpAddress.parse("[fe80::1]:9000"));
        assertThat(split.splitId()).isEqualTo("[fe80::1]:9000");
        assertThat(TcpSplit.SERIALIZER.deserialize(1, TcpSplit.SERIALIZER.serialize(split)))
                .isEqualTo(split);
    }
}
