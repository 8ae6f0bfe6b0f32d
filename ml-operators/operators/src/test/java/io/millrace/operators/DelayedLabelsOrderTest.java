package io.millrace.operators;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Two streams, each a little out of order, in random interleavings, with crashes, each of which goes back to some checkpoint with
 * another parallelism: what belongs together is found in both joins, once, and what does not comes out on its side.
 */
class DelayedLabelsOrderTest {
    private static final long WAIT = 200;
    private static final int IDS = 120;
    private static final int DISORDER = 30;

    /** One record or label in the order of its stream. */
    private record Arrival(String id, long time) {}

    /** What is to come out of one history. */
    private static final class Truth {
        final List<Arrival> examples = new ArrayList<>();
        final List<Arrival> labels = new ArrayList<>();
        final List<String> scored = new ArrayList<>();
        final List<String> learned = new ArrayList<>();
        final List<String> unlabelled = new ArrayList<>();
        final List<String> unmatched = new ArrayList<>();

        Truth(SplittableRandom random) {
            for (int i = 0; i < IDS; i++) {
                String id = "id" + i;
                long time = random.nextInt(2000);
                long labelTime = time + random.nextLong(-300, 301);
                boolean hasExample = random.nextInt(10) > 0;
                boolean hasLabel = random.nextInt(10) > 0;
                boolean together = hasExample && hasLabel && Math.abs(time - labelTime) <= WAIT;
                if (hasExample) {
                    examples.add(new Arrival(id, time));
                }
                if (hasLabel) {
                    labels.add(new Arrival(id, labelTime));
                }
                if (together) {
                    long later = Math.max(time, labelTime);
                    scored.add(id + " said " + time + " is " + (1000 + labelTime) + " @" + later);
                    learned.add(id + " of " + time + " at " + later + " is " + (1000 + labelTime) + " @" + later);
                } else if (hasExample) {
                    unlabelled.add(id + " @" + time);
                }
                if (hasLabel && !together) {
                    unmatched.add(id + " @" + labelTime);
                }
            }
            examples.sort(Comparator.comparingLong(a -> a.time + random.nextInt(DISORDER)));
            labels.sort(Comparator.comparingLong(a -> a.time + random.nextInt(DISORDER)));
        }
    }

    private interface Join {
        void record(Arrival arrival) throws Exception;

        void label(Arrival arrival) throws Exception;

        void watermarks(long records, long labels) throws Exception;
    }

    /** Plays both streams; where {@code inputs} is given, with checkpoints and crashes. */
    private static void play(Truth truth, Join join, TwoInputs<?, ?, ?> inputs, SplittableRandom random)
            throws Exception {
        // Which stream is next, decided beforehand, so that what is replayed is the same.
        List<Boolean> fromExamples = new ArrayList<>();
        truth.examples.forEach(arrival -> fromExamples.add(true));
        truth.labels.forEach(arrival -> fromExamples.add(false));
        for (int i = fromExamples.size() - 1; i > 0; i--) {
            fromExamples.set(i, fromExamples.set(random.nextInt(i + 1), fromExamples.get(i)));
        }
        if (random.nextInt(4) == 0) {
            boolean labelsFirst = random.nextBoolean();
            fromExamples.sort(Comparator.comparing(example -> example == labelsFirst));
        }
        TwoInputs.Checkpoint last = null;
        int lastStep = 0;
        int crashes = 0;
        inputs.start(1 + random.nextInt(3), null);
        for (int step = 0; step < fromExamples.size(); step++) {
            int examples =
                    (int) fromExamples.subList(0, step).stream().filter(e -> e).count();
            boolean example = fromExamples.get(step);
            if (example) {
                join.record(truth.examples.get(examples));
            } else {
                join.label(truth.labels.get(step - examples));
            }
            if (random.nextInt(3) == 0) {
                join.watermarks(
                        behind(truth.examples, examples + (example ? 1 : 0)),
                        behind(truth.labels, step - examples + (example ? 0 : 1)));
            }
            if (random.nextInt(20) == 0) {
                last = inputs.checkpoint();
                lastStep = step;
            }
            if (crashes < 5 && random.nextInt(40) == 0) {
                inputs.start(1 + random.nextInt(3), last);
                step = last == null ? -1 : lastStep;
                crashes++;
            }
        }
        join.watermarks(Long.MAX_VALUE, Long.MAX_VALUE);
        assertThat(inputs.stateEntries("waiting") + inputs.timers()).isZero();
    }

    /** A watermark behind which nothing comes any more. */
    private static long behind(List<Arrival> stream, int seen) {
        return stream.subList(seen, stream.size()).stream()
                        .mapToLong(Arrival::time)
                        .min()
                        .orElse(5000)
                - 1;
    }

    private static String last(StreamRecord<Example> record) {
        String told = DelayedLabelsTest.told(record);
        return told.substring(told.indexOf(' ') + 1);
    }

    @ParameterizedTest
    @CsvSource({"heap, 0, 16", "rocksdb, 1000, 1"})
    void whatBelongsTogetherIsFoundWhateverTheOrder(String backend, int first, int seeds) throws Exception {
        for (long seed = first; seed < first + seeds; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            Truth truth = new Truth(random);
            String as = "seed " + seed;
            try (var joins = DelayedLabelsTest.joins(backend, WAIT)) {
                play(truth, joining(joins), joins, random);
                var predicted = joins.output().stream()
                        .filter(r -> r.getValue().action().predicts())
                        .map(r -> new Arrival(r.getValue().id(), r.getTimestamp()));
                var learned = joins.output().stream()
                        .filter(r -> r.getValue().labelled())
                        .map(DelayedLabelsOrderTest::last);

                assertThat(predicted).as(as).containsExactlyInAnyOrderElementsOf(truth.examples);
                assertThat(learned).as(as).containsExactlyInAnyOrderElementsOf(truth.learned);
                assertThat(joins.side(ExampleJoin.UNLABELLED).stream()
                                .map(r -> r.getValue().id() + " @" + r.getTimestamp()))
                        .as(as)
                        .containsExactlyInAnyOrderElementsOf(truth.unlabelled);
                assertThat(joins.side(ExampleJoin.UNMATCHED).stream()
                                .map(r -> r.getValue().id() + " @" + r.getTimestamp()))
                        .as(as)
                        .containsExactlyInAnyOrderElementsOf(truth.unmatched);
            }
            try (var scores = DelayedLabelsTest.scores(backend, WAIT)) {
                play(truth, scoring(scores), scores, random);

                assertThat(scores.output().stream().map(DelayedLabelsTest::toldPrediction))
                        .as(as)
                        .containsExactlyInAnyOrderElementsOf(truth.scored);
            }
        }
    }

    private static Join joining(TwoInputs<Example, Label, Example> joins) {
        return new Join() {
            @Override
            public void record(Arrival a) throws Exception {
                joins.first(DelayedLabelsTest.example(a.id, a.time), a.time);
            }

            @Override
            public void label(Arrival a) throws Exception {
                joins.second(DelayedLabelsTest.label(a.id, a.time), a.time);
            }

            @Override
            public void watermarks(long records, long labels) throws Exception {
                joins.watermarks(records, labels);
            }
        };
    }

    private static Join scoring(TwoInputs<Prediction, Label, Prediction> scores) {
        return new Join() {
            @Override
            public void record(Arrival a) throws Exception {
                scores.first(DelayedLabelsTest.prediction(a.id, a.time), a.time);
            }

            @Override
            public void label(Arrival a) throws Exception {
                scores.second(DelayedLabelsTest.label(a.id, a.time), a.time);
            }

            @Override
            public void watermarks(long records, long labels) throws Exception {
                scores.watermarks(records, labels);
            }
        };
    }
}
