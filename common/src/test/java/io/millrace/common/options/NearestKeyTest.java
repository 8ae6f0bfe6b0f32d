package io.millrace.common.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestKeyTest {
    @ParameterizedTest
    @CsvSource({
        "sorce.host,source.host",
        "source-host,source.host",
        "SOURCE.HOST,source.host",
        "windows.size,window.size",
        "window.sise,window.size",
        "kafka.topics,source.kafka.topics",
        "topics,source.kafka.topics",
        "source.topics,source.kafka.topics",
        "source.kafka.topic,source.kafka.topics",
        "delivery,sink.delivery",
        "source.kafka.propertis.acks,source.kafka.properties.acks",
        "source.kafka.property,source.kafka.properties"
    })
    void findsWhatWasMeant(String written, String meant) {
        assertThat(NearestKey.of(written, JobOptions.ALL)).contains(meant);
    }

    @Test
    void hasNothingToOfferWithoutOptions() {
        assertThat(NearestKey.of("a", OptionSet.builder().build())).isEmpty();
        assertThat(OptionException.unknown(
                        "a", NearestKey.of("a", OptionSet.builder().build())))
                .hasMessage("unknown key 'a'");
    }

    @Test
    void measuresByLettersOrByParts() {
        assertThat(NearestKey.distance("a.b", "a.b")).isZero();
        // kitten to sitting is 3 edits of 7 letters
        assertThat(NearestKey.distance("kitten", "sitting")).isCloseTo(3 / 7.0, within(1e-12));
        // one part missing costs 0.4, 6 of 14 letters would cost more
        assertThat(NearestKey.distance("source.x", "source.kafka.x")).isCloseTo(0.4, within(1e-12));
    }
}
