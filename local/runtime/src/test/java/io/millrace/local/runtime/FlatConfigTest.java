package io.millrace.local.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.GlobalConfiguration;
import org.apache.flink.configuration.HeartbeatManagerOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FlatConfigTest {
    @TempDir
    Path folder;

    @Test
    void nestedAndDottedKeysAreTheSame() throws IOException {
        assertThat(FlatConfig.read(yaml("a:\n  b.c: 1\n  d:\n    e: x y\nf.g: true\n")))
                .isEqualTo(Map.of("a.b.c", 1, "a.d.e", "x y", "f.g", true));
    }

    @Test
    void emptyFileIsAnEmptyConfiguration() throws IOException {
        assertThat(FlatConfig.read(yaml("# nothing\n"))).isEmpty();
    }

    @Test
    void keyGivenTwiceIsRefused() throws IOException {
        Path twice = yaml("a:\n  b: 1\na.b: 2\n");
        assertThatThrownBy(() -> FlatConfig.read(twice))
                .isInstanceOf(LocalException.class)
                .hasMessageContaining("a.b twice");
    }

    @Test
    void flinkReadsWhatIsWrittenAsItReadsTheOriginal() {
        Path source = MillraceRoot.find().resolve("flink-conf");
        FlatConfig.write(folder.resolve("config.yaml"), FlatConfig.read(source.resolve("config.yaml")));

        Configuration copy = GlobalConfiguration.loadConfiguration(folder.toString());
        assertThat(copy.toMap())
                .isEqualTo(
                        GlobalConfiguration.loadConfiguration(source.toString()).toMap());
        assertThat(copy.get(CheckpointingOptions.INCREMENTAL_CHECKPOINTS)).isTrue();
        assertThat(copy.get(StateBackendOptions.STATE_BACKEND)).isEqualTo("rocksdb");
        assertThat(copy.get(RestartStrategyOptions.RESTART_STRATEGY)).isEqualTo("exponential-delay");
        assertThat(copy.get(HeartbeatManagerOptions.HEARTBEAT_TIMEOUT)).hasSeconds(8);
    }

    private Path yaml(String text) throws IOException {
        return Files.writeString(folder.resolve("some.yaml"), text);
    }
}
