package io.millrace.local.runtime;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** Flink's {@code config.yaml} as one map of dotted keys: both ways of writing it mean the same to Flink. */
final class FlatConfig {
    private FlatConfig() {}

    static Map<String, Object> read(Path file) {
        LoadSettings settings = LoadSettings.builder()
                .setLabel(file.getFileName().toString())
                .setAllowDuplicateKeys(false)
                .build();
        try (InputStream in = Files.newInputStream(file)) {
            Map<String, Object> flat = new TreeMap<>();
            if (new Load(settings).loadFromInputStream(in) instanceof Map<?, ?> tree) {
                flatten("", tree, flat, file);
            }
            return flat;
        } catch (YamlEngineException e) {
            throw new LocalException(file + " is not valid YAML: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    static void write(Path file, Map<String, ?> flat) {
        DumpSettings settings = DumpSettings.builder()
                .setDefaultFlowStyle(FlowStyle.BLOCK)
                .setWidth(Integer.MAX_VALUE)
                .build();
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, new Dump(settings).dumpToString(new TreeMap<>(flat)));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }

    private static void flatten(String prefix, Map<?, ?> tree, Map<String, Object> flat, Path file) {
        tree.forEach((key, value) -> {
            String path = prefix + key;
            if (value instanceof Map<?, ?> branch) {
                flatten(path + ".", branch, flat, file);
            } else if (flat.put(path, value == null ? "" : value) != null) {
                throw new LocalException(file + " has the key " + path + " twice");
            }
        });
    }
}
