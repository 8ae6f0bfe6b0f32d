package io.millrace.operators;

import io.millrace.testing.FlinkExtension;
import io.millrace.testing.MiniClusters;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A job is stopped within rounds, with savepoints, and goes on with other numbers of subtasks and of records in a round: from
 * the average of all that was learned, with nothing lost.
 */
final class AveragedRescalingTest {
    private static final int STAGE = 125;

    @RegisterExtension
    static final FlinkExtension FLINK = MiniClusters.extension(1, 3);

    @TempDir
    private Path folder;

    /** How many subtasks, and of how many records in a round, a stage has. */
    private record Layout(int subtasks, int every) {}

    @ParameterizedTest
    @EnumSource
    void nothingIsLost(ModelSpec.Task task) throws Exception {
        List<ModelSpec> specs = AveragedLearningRecoveryTest.specs(task);
        List<Layout> layouts =
                List.of(new Layout(2, 9), new Layout(3, 9), new Layout(1, 9), new Layout(2, 9), new Layout(2, 4));
        List<Example> examples = ExampleStream.examples(task, layouts.size() * STAGE, 1, 11);
        List<PlainAverage> expected = new ArrayList<>();
        specs.forEach(spec -> expected.add(new PlainAverage(spec, 2, 9)));
        try (StagedRun run = StagedRun.of(examples, folder)) {
            for (int i = 0; i < layouts.size(); i++) {
                Layout layout = layouts.get(i);
                boolean last = i == layouts.size() - 1;
                StagedRun.Pipeline pipeline = records -> JobOutcomes.ofGlobal(records, specs, layout.every());
                StagedRun.Stage stage = last
                        ? run.finish(layout.subtasks(), pipeline)
                        : run.stopAfter(STAGE, layout.subtasks(), pipeline);
                for (int s = 0; s < specs.size(); s++) {
                    ModelSpec spec = specs.get(s);
                    if (i > 0) {
                        expected.set(s, expected.get(s).at(spec, layout.subtasks(), layout.every()));
                    }
                    expected.get(s).take(stage.examples(), stage.outcomes().predictions(spec.learner()));
                    if (last) {
                        expected.get(s).average();
                        expected.get(s)
                                .assertSame(stage.outcomes()
                                        .models(spec.learner())
                                        .get(0)
                                        .read(new Models(spec)));
                    }
                }
            }
        }
    }
}
