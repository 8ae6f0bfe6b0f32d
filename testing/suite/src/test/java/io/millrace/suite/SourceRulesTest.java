package io.millrace.suite;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Rules that class files don't show: the compiler writes handlers of {@code Throwable} of its own for
 * {@code try}-with-resources, so who catches too much can be seen in sources alone.
 */
final class SourceRulesTest {
    private static final int MOST_LINES = 400;
    private static final Pattern CATCHES_ALL = Pattern.compile(
            "catch\\s*\\((?:final\\s+)?(?:[\\w.]+\\s*\\|\\s*)*(?:java\\.lang\\.)?(?:Exception|Throwable)\\s*[\\w|]");
    private static final Map<String, Pattern> BANNED_IN_TESTS = Map.of(
            "a test that is switched off", Pattern.compile("@Disabled\\b"),
            "a mock", Pattern.compile("\\borg\\.(mockito|easymock|powermock)\\b"));

    private static List<Path> sources(String kind) {
        List<Path> found = new ArrayList<>();
        for (Path module : Tree.modules()) {
            found.addAll(Tree.files(module.resolve("src/" + kind + "/java"), ".java"));
        }
        assertThat(found).hasSizeGreaterThan(20);
        return found.stream()
                .filter(file -> !file.endsWith("SourceRulesTest.java"))
                .toList();
    }

    @Test
    void nobodyCatchesExceptionOrThrowable() {
        assertThat(matching(CATCHES_ALL, sources("main"))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "} catch (Exception e) {",
                "} catch (final Throwable t) {",
                "catch(IOException | Exception e)",
                "catch (java.lang.Exception ignored)",
                "catch (Exception | Error e)"
            })
    void whoeverCatchesAllIsFound(String source) {
        assertThat(CATCHES_ALL.matcher(source).find()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"catch (IOException e)", "catch (ExecutionException | TimeoutException e)"})
    void whoeverCatchesWhatHeExpectsIsNot(String source) {
        assertThat(CATCHES_ALL.matcher(source).find()).isFalse();
    }

    @Test
    void noTestIsSwitchedOffAndNoneMocks() {
        BANNED_IN_TESTS.forEach((what, pattern) ->
                assertThat(matching(pattern, sources("test"))).as(what).isEmpty());
    }

    @ParameterizedTest
    @CsvSource({"a test that is switched off, @Disabled void", "a mock, import org.mockito.Mockito;"})
    void whatIsBannedInTestsIsFound(String what, String source) {
        assertThat(BANNED_IN_TESTS.get(what).matcher(source).find()).isTrue();
    }

    @Test
    void noFileIsTooLong() {
        assertThat(sources("main"))
                .allSatisfy(file -> assertThat(Tree.read(file).lines().count())
                        .as(Tree.relative(file))
                        .isLessThanOrEqualTo(MOST_LINES));
    }

    private static List<String> matching(Pattern pattern, List<Path> sources) {
        List<String> found = new ArrayList<>();
        for (Path source : sources) {
            Matcher matcher = pattern.matcher(Tree.read(source));
            while (matcher.find()) {
                found.add(Tree.relative(source) + ": " + matcher.group());
            }
        }
        return found;
    }
}
