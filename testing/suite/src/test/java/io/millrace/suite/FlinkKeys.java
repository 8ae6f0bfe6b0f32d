package io.millrace.suite;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import org.apache.flink.configuration.ConfigOption;

/** The keys of all options that Flink declares, found in its JARs. */
final class FlinkKeys {
    private FlinkKeys() {}

    static Set<String> all() {
        Set<String> keys = new TreeSet<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            String name = new File(entry).getName();
            if (name.startsWith("flink-") && name.endsWith(".jar") && !name.startsWith("flink-shaded-")) {
                collect(new File(entry), keys);
            }
        }
        return keys;
    }

    private static void collect(File file, Set<String> keys) {
        try (JarFile jar = new JarFile(file)) {
            jar.stream()
                    .map(entry -> entry.getName())
                    .filter(name -> name.matches("org/apache/flink/.*Options\\.class") && !name.contains("/table/"))
                    .forEach(name -> collect(name.replace('/', '.').replaceAll("\\.class$", ""), keys));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void collect(String className, Set<String> keys) {
        try {
            for (Field field : Class.forName(className).getFields()) {
                if (Modifier.isStatic(field.getModifiers()) && field.getType() == ConfigOption.class) {
                    keys.add(((ConfigOption<?>) field.get(null)).key());
                }
            }
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
