package io.millrace.suite;

import java.util.Map;
import java.util.TreeMap;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/** YAML as maps and lists; a key that stands twice is an error. */
final class Yaml {
    private Yaml() {}

    @SuppressWarnings("unchecked")
    static Map<String, Object> parse(String text) {
        LoadSettings settings = LoadSettings.builder()
                .setAllowDuplicateKeys(false)
                .setSchema(new CoreSchema())
                .build();
        return (Map<String, Object>) new Load(settings).loadFromString(text);
    }

    /** One map of dotted keys. */
    static Map<String, Object> flat(Map<String, Object> tree) {
        Map<String, Object> flat = new TreeMap<>();
        flatten("", tree, flat);
        return flat;
    }

    private static void flatten(String prefix, Map<?, ?> tree, Map<String, Object> into) {
        tree.forEach((key, value) -> {
            if (value instanceof Map<?, ?> branch) {
                flatten(prefix + key + ".", branch, into);
            } else {
                into.put(prefix + key, value == null ? "" : value);
            }
        });
    }

    @SuppressWarnings("unchecked")
    static Map<String, Object> map(Map<String, Object> of, String key) {
        Object value = of.get(key);
        if (!(value instanceof Map)) {
            throw new IllegalStateException(key + " is no map: " + value);
        }
        return (Map<String, Object>) value;
    }
}
