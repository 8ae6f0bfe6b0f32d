package io.millrace.suite;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is in every job's fat JAR, and what must not be. */
final class FatJarIT {
    private static final String SERVICES = "META-INF/services/";
    private static final List<String> LOGGING = List.of(
            "org/slf4j/", "org/apache/logging/", "org/apache/log4j/", "ch/qos/logback/", "org/apache/commons/logging/");
    private static final List<String> TO_BE_RELOCATED = List.of("com/fasterxml/", "org/snakeyaml/", "org/yaml/");
    private static final Map<String, String> RELOCATED = Map.of(
            "com.fasterxml.jackson", "io.millrace.shaded.jackson", "org.snakeyaml", "io.millrace.shaded.snakeyaml");

    static List<Path> jars() throws IOException {
        List<Path> found = new ArrayList<>();
        for (Path module : Tree.modules()) {
            if (!Tree.read(module.resolve("pom.xml")).contains("<job.main.class>")) {
                continue;
            }
            try (Stream<Path> files = Files.list(module.resolve("target"))) {
                List<Path> jars = files.filter(file -> file.toString().endsWith("-job.jar"))
                        .toList();
                assertThat(jars).as("the fat JAR of " + module).hasSize(1);
                found.addAll(jars);
            }
        }
        return found;
    }

    @Test
    void thereAreJobs() throws IOException {
        assertThat(jars()).isNotEmpty();
    }

    /** Nothing of Flink that the cluster has too; a second copy would not be the class that the cluster means. */
    @ParameterizedTest
    @MethodSource("jars")
    void holdsNothingThatTheClusterHasOfFlink(Path jar) throws IOException {
        Set<String> cluster = new HashSet<>();
        try (Stream<Path> libraries = Files.list(Tree.ROOT.resolve("local/flink-dist/target/lib"))) {
            for (Path library :
                    libraries.filter(file -> file.toString().endsWith(".jar")).toList()) {
                cluster.addAll(names(library));
            }
        }
        Set<String> flink = new TreeSet<>(names(jar));
        flink.removeIf(name -> !name.startsWith("org/apache/flink/") || name.endsWith("/"));

        assertThat(cluster).contains("org/apache/flink/streaming/api/datastream/DataStream.class");
        assertThat(flink).contains("org/apache/flink/connector/kafka/source/KafkaSource.class");
        assertThat(flink).doesNotContainAnyElementsOf(cluster);
        assertThat(flink)
                .allMatch(name -> name.startsWith("org/apache/flink/connector/kafka/")
                        || name.startsWith("org/apache/flink/streaming/connectors/kafka/")
                        || name.equals("org/apache/flink/streaming/util/serialization/"
                                + "JSONKeyValueDeserializationSchema.class"));
    }

    @ParameterizedTest
    @MethodSource("jars")
    void holdsNoLogging(Path jar) throws IOException {
        assertThat(names(jar)).noneMatch(name -> LOGGING.stream().anyMatch(name::contains));
    }

    /** MOA and what it needs are under the GPL: the benchmarks have them, and nothing that is shipped or run besides. */
    @ParameterizedTest
    @MethodSource("jars")
    void holdsNoPeer(Path jar) throws IOException {
        assertThat(names(jar)).noneMatch(FatJarIT::isPeer);
    }

    @Test
    void theLauncherHoldsNoPeer() throws IOException {
        try (Stream<Path> libraries = Files.list(Tree.ROOT.resolve("local/launcher/target/lib"))) {
            List<Path> all = libraries.toList();
            assertThat(all).hasSizeGreaterThan(20);
            for (Path library : all) {
                assertThat(names(library)).as(library.toString()).noneMatch(FatJarIT::isPeer);
            }
        }
        List<Path> modules = Tree.modules();
        assertThat(modules.subList(1, modules.size()).stream()
                        .filter(module -> Tree.read(module.resolve("pom.xml")).contains(">moa<"))
                        .map(Tree::relative))
                .containsExactly("benchmarks");
    }

    private static boolean isPeer(String name) {
        return name.startsWith("moa/") || name.startsWith("weka/") || name.startsWith("com/yahoo/labs/samoa/");
    }

    /** Jackson and the YAML library are relocated, also where a JAR has variants for newer JDKs. */
    @ParameterizedTest
    @MethodSource("jars")
    void holdsNoLibraryUnderItsOwnNameThatClustersMayHaveToo(Path jar) throws IOException {
        List<String> names = names(jar);

        assertThat(names).noneMatch(name -> TO_BE_RELOCATED.stream()
                .anyMatch(name.replaceFirst("^META-INF/versions/\\d+/", "")::startsWith));
        assertThat(names)
                .contains(
                        "io/millrace/shaded/jackson/core/JsonFactory.class",
                        "io/millrace/shaded/snakeyaml/engine/v2/api/Load.class");
    }

    /** Under their own name: Flink has none of them, and a job's classes come before the cluster's. */
    @ParameterizedTest
    @MethodSource("jars")
    void holdsTheSketches(Path jar) throws IOException {
        assertThat(names(jar))
                .contains(
                        "org/apache/datasketches/kll/KllDoublesSketch.class",
                        "org/apache/datasketches/memory/Memory.class")
                .noneMatch(name -> name.startsWith("META-INF/versions/") && name.contains("datasketches"));
    }

    /** Every provider that is in the JAR and that its library declares is declared by the JAR. */
    @ParameterizedTest
    @MethodSource("jars")
    void servicesAreComplete(Path jar) throws IOException {
        Set<String> names = new HashSet<>(names(jar));
        Map<String, Set<String>> declared = services(jar);
        Map<String, Set<String>> expected = new TreeMap<>();
        for (Path library : classPathWithout(jar)) {
            services(library).forEach((service, providers) -> providers.stream()
                    .map(FatJarIT::relocated)
                    .filter(provider -> names.contains(provider.replace('.', '/') + ".class"))
                    .forEach(provider -> expected.computeIfAbsent(relocated(service), s -> new TreeSet<>())
                            .add(provider)));
        }

        assertThat(expected.get("io.millrace.common.connect.SourceConnector")).hasSizeGreaterThan(3);
        assertThat(expected.get("io.millrace.common.connect.SinkConnector")).hasSizeGreaterThan(2);
        expected.forEach((service, providers) ->
                assertThat(declared.getOrDefault(service, Set.of())).as(service).containsAll(providers));
        declared.forEach((service, providers) -> assertThat(providers)
                .as(service + " names classes that are there")
                .allMatch(provider -> names.contains(provider.replace('.', '/') + ".class")));
    }

    @ParameterizedTest
    @MethodSource("jars")
    void namesItsMainClassVersionAndLicence(Path path) throws IOException {
        try (JarFile jar = new JarFile(path.toFile())) {
            Manifest manifest = jar.getManifest();
            String main = manifest.getMainAttributes().getValue("Main-Class");

            assertThat(main).startsWith("io.millrace.jobs.");
            assertThat(jar.getEntry(main.replace('.', '/') + ".class")).isNotNull();
            assertThat(manifest.getMainAttributes().getValue("Implementation-Version"))
                    .isEqualTo(Tree.property("millrace.version"));
            assertThat(text(jar, "META-INF/LICENSE")).contains("Apache License", "Version 2.0");
            assertThat(text(jar, "META-INF/NOTICE")).contains("Millrace", "Apache DataSketches Memory");
            assertThat(text(jar, "META-INF/licenses/xxhash.txt")).contains("Yann Collet", "BSD 2-Clause");
        }
    }

    @ParameterizedTest
    @MethodSource("jars")
    void holdsNoEntryTwiceAndNoSignature(Path jar) throws IOException {
        assertThat(names(jar)).doesNotHaveDuplicates().noneMatch(name -> name.matches("META-INF/[^/]*\\.(SF|DSA|RSA)"));
    }

    /** Nothing of when and where it was built: scripts/check-reproducible compares two builds byte for byte. */
    @ParameterizedTest
    @MethodSource("jars")
    void saysNothingAboutWhenAndWhereItWasBuilt(Path path) throws IOException {
        Matcher timestamp =
                Pattern.compile("<project.build.outputTimestamp>([^<]+)<").matcher(Tree.read("pom.xml"));
        assertThat(timestamp.find()).isTrue();
        LocalDateTime expected = OffsetDateTime.parse(timestamp.group(1)).toLocalDateTime();
        try (JarFile jar = new JarFile(path.toFile())) {
            // Entries of libraries keep the time that they have in their own JARs.
            assertThat(jar.stream().map(ZipEntry::getTimeLocal)).allMatch(time -> !time.isAfter(expected));
            assertThat(jar.stream()
                            .filter(entry -> entry.getName()
                                    .matches("io/millrace/(?!shaded).*|META-INF/(MANIFEST.MF|services/.+)"))
                            .map(ZipEntry::getTimeLocal)
                            .distinct())
                    .containsExactly(expected);
            assertThat(text(jar, "META-INF/MANIFEST.MF"))
                    .doesNotContain("Built-By", "Build-Jdk:", "Created-On", Tree.ROOT.toString());
            assertThat(names(path)).noneMatch(name -> name.endsWith("pom.properties"));
        }
    }

    /** In the order of the file, duplicates included. */
    private static List<String> names(Path jar) throws IOException {
        List<String> names = new ArrayList<>();
        try (ZipInputStream in = new ZipInputStream(Files.newInputStream(jar))) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                names.add(entry.getName());
            }
        }
        return names;
    }

    private static List<Path> classPathWithout(Path jar) {
        String name = jar.getFileName().toString();
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .map(Path::of)
                .filter(Files::exists)
                .filter(entry -> !entry.getFileName().toString().equals(name))
                .filter(entry -> !entry.startsWith(Tree.ROOT.resolve("testing/suite")))
                .toList();
    }

    private static Map<String, Set<String>> services(Path entry) throws IOException {
        Map<String, Set<String>> found = new TreeMap<>();
        if (Files.isDirectory(entry)) {
            for (Path file : Tree.files(entry.resolve(SERVICES), "")) {
                found.put(file.getFileName().toString(), providers(Tree.read(file)));
            }
            return found;
        }
        try (JarFile jar = new JarFile(entry.toFile())) {
            List<String> names = jar.stream().map(ZipEntry::getName).toList();
            for (String name : names) {
                if (name.startsWith(SERVICES) && !name.endsWith("/")) {
                    found.put(name.substring(SERVICES.length()), providers(text(jar, name)));
                }
            }
        }
        return found;
    }

    private static Set<String> providers(String text) {
        return text.lines()
                .map(line -> line.replaceAll("#.*", "").strip())
                .filter(line -> !line.isEmpty())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String relocated(String name) {
        String result = name;
        for (Map.Entry<String, String> relocation : RELOCATED.entrySet()) {
            result = result.replace(relocation.getKey(), relocation.getValue());
        }
        return result;
    }

    private static String text(JarFile jar, String name) throws IOException {
        ZipEntry entry = jar.getEntry(name);
        assertThat(entry).as(name).isNotNull();
        try (InputStream in = jar.getInputStream(entry)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
