package io.millrace.local.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ClusterSpecTest {
    private final ClusterSpec spec = ClusterSpec.in(Path.of("cluster"));

    @Test
    void countsOutOfRangeAreRefusedByName() {
        assertThatThrownBy(() -> spec.withTaskManagers(0)).hasMessage("taskmanagers must be from 1 to 64, not 0");
        assertThatThrownBy(() -> spec.withSlots(1025)).hasMessage("slots must be from 1 to 1024, not 1025");
        assertThatThrownBy(() -> spec.withRestPort(65536)).hasMessage("port must be from 1 to 65535, not 65536");
    }

    @Test
    void laterOptionWins() {
        assertThat(spec.with("a", "1").with("b", "2").with("a", "3").options())
                .containsOnlyKeys("a", "b")
                .containsEntry("a", "3");
    }
}
