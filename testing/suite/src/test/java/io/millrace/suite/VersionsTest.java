package io.millrace.suite;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Versions are written once, in the root pom; whoever repeats one repeats that one. */
final class VersionsTest {
    private static final String FLINK = Tree.pomProperty("flink.version");
    private static final String KAFKA = Tree.pomProperty("kafka.version");
    private static final String MILLRACE = Tree.property("millrace.version");
    private static final String NUMBER = "(\\d+\\.\\d+\\.\\d+)";
    private static final Map<Pattern, String> MENTIONS = Map.of(
            Pattern.compile("(?:Flink |\\bflink:|flink-s3-fs-presto-|flink-)" + NUMBER), FLINK,
            Pattern.compile("(?:Kafka |Kafka's |apache/kafka:)" + NUMBER), KAFKA,
            Pattern.compile("-(\\d+\\.\\d+\\.\\d+(?:-SNAPSHOT)?)-job\\.jar"), MILLRACE);

    static List<Path> textsThatMayNameVersions() {
        return Stream.of(
                        Documents.pages().stream(),
                        Tree.files(Tree.ROOT.resolve("docker"), "").stream(),
                        Tree.files(Tree.ROOT.resolve("scripts"), "").stream(),
                        Tree.files(Tree.ROOT.resolve("flink-conf"), "").stream(),
                        Tree.files(Tree.ROOT.resolve(".github"), ".yml").stream())
                .flatMap(files -> files)
                .toList();
    }

    @ParameterizedTest
    @MethodSource("textsThatMayNameVersions")
    void versionsAreThoseOfThePom(Path file) {
        assertThat(otherVersions(Tree.read(file))).isEmpty();
    }

    @Test
    void otherVersionsAreFound() {
        assertThat(otherVersions("FROM flink:1.20.1-java17\nimage: apache/kafka:3.9.0\nApache Flink 2.2.0, Kafka "
                        + KAFKA + "\nx-9.9.9-job.jar"))
                .containsExactlyInAnyOrder("flink:1.20.1", "apache/kafka:3.9.0", "Flink 2.2.0", "-9.9.9-job.jar");
    }

    @Test
    void imagesNameTheirVersions() {
        assertThat(Tree.read("docker/Dockerfile")).contains("FROM flink:" + FLINK + "-java17");
        assertThat(Tree.read("docker/compose.yaml")).contains("image: apache/kafka:" + KAFKA);
        assertThat(Tree.read("README.md")).contains(FLINK);
    }

    @Test
    void modulesTakeEveryVersionFromTheRoot() {
        List<String> wrong = new ArrayList<>();
        List<Path> modules = Tree.modules();
        for (Path module : modules.subList(1, modules.size())) {
            Matcher version =
                    Pattern.compile("<version>([^<]+)</version>").matcher(Tree.read(module.resolve("pom.xml")));
            int count = 0;
            while (version.find()) {
                String expected = count++ == 0 ? MILLRACE : "${project.version}";
                if (!version.group(1).equals(expected)) {
                    wrong.add(Tree.relative(module) + ": " + version.group(1) + " instead of " + expected);
                }
            }
        }
        assertThat(modules).hasSizeGreaterThan(10);
        assertThat(wrong).isEmpty();
    }

    @Test
    void theRootPomIsWhereTheyAre() {
        String pom = Tree.read("pom.xml");

        assertThat(pom)
                .contains(
                        "<flink.version>" + FLINK + "</flink.version>",
                        "<kafka.version>" + KAFKA + "</kafka.version>",
                        "<version>" + MILLRACE + "</version>");
    }

    private static List<String> otherVersions(String text) {
        List<String> found = new ArrayList<>();
        MENTIONS.forEach((mention, version) -> mention.matcher(text)
                .results()
                .filter(result -> !result.group(1).equals(version))
                .forEach(result -> found.add(result.group())));
        return found;
    }
}
