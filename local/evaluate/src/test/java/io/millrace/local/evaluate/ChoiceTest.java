package io.millrace.local.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.learners.LearnerType.Role;
import io.millrace.learners.Learners;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ChoiceTest {
    private static List<Choice> chosen(String names, Map<String, String> values) {
        return Choice.of(Role.REGRESSOR, names, "--learner", values);
    }

    @Test
    void allIsAllOfTheRole() {
        assertThat(chosen("all", Map.of())).extracting(Choice::type).isEqualTo(Learners.all(Role.REGRESSOR));
    }

    @Test
    void aParameterIsForAllThatHaveItAndOfOneCountsOverOfAll() {
        List<Choice> choices =
                chosen("mean, knn,tile", Map.of("memory", "2 mb", "knn.memory", "3 mb", "knn.neighbours", "7"));

        assertThat(choices).extracting(choice -> choice.type().name()).containsExactly("mean", "knn", "tile");
        assertThat(choices.get(0).values()).isEmpty();
        assertThat(choices.get(1).values()).containsOnly(Map.entry("memory", "3 mb"), Map.entry("neighbours", "7"));
        assertThat(choices.get(2).values()).containsOnly(Map.entry("memory", "2 mb"));
        assertThat(choices.get(1).parameters())
                .containsEntry("neighbours", "7")
                .containsEntry("memory", "3 mb")
                .hasSize(choices.get(1).type().parameters().size());
    }

    @Test
    void whatIsUnknownIsRefusedWithTheNearest() {
        assertThatThrownBy(() -> chosen("mean,kn", Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("--learner: there is no regressor \"kn\"; the nearest is \"knn\"");
        assertThatThrownBy(() -> chosen("knn", Map.of("neighbors", "7")))
                .hasMessage("--learner: knn has no parameter \"neighbors\"; the nearest is \"neighbours\"");
        assertThatThrownBy(() -> chosen("mean,no-change", Map.of("k", "7")))
                .hasMessage("--learner: none of them has a parameter \"k\"; there are none");
        assertThatThrownBy(() -> chosen("mean,knn", Map.of("tile.memory", "1 mb")))
                .hasMessageStartingWith("--learner: none of them has a parameter \"tile.memory\"");
    }

    @Test
    void aValueThatIsNotAllowedIsRefusedForItsLearner() {
        assertThatThrownBy(() -> chosen("mean,knn", Map.of("neighbours", "0")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("--learner knn: neighbours is ")
                .hasMessageContaining("not 0");
    }
}
