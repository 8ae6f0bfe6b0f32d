package io.millrace.operators;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Steps, parts and answers are read as they were written, and not past their end. */
final class StepCodecTest {
    private static Step step(int what, long number) {
        Step step = new Step(what, number);
        step.payload = new byte[] {3, 1, 2};
        if (step.predicts() || step.learns()) {
            step.features = new double[] {1, Double.NEGATIVE_INFINITY, -0.0};
        }
        if (step.predicts()) {
            step.classes = 300;
            step.scales = new double[] {-0.5, 1};
        }
        if (step.learns()) {
            step.target = 4.25;
            step.index = 1L << 40;
            step.first = 12;
        }
        if (step.takes()) {
            step.piece = 7;
        }
        return step;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, Step.PREDICT, Step.LEARN, Step.PREDICT | Step.LEARN, Step.EXPORT, Step.TAKE})
    void stepsAreReadAsTheyWereWritten(int what) throws IOException {
        for (long number : new long[] {Step.UNANSWERED, 0, 1L << 35}) {
            Step written = step(what, number);
            DataOutputSerializer out = new DataOutputSerializer(8);
            new StepCodec().write(written, out);
            DataInputDeserializer in = new DataInputDeserializer(out.getCopyOfBuffer());
            Step read = new StepCodec().read(1, in);
            assertThat(in.available()).isZero();
            assertThat(read).usingRecursiveComparison().isEqualTo(written);
            assertThat(read.answered()).isEqualTo(number >= 0);
        }
    }

    @Test
    void partsAreReadAsTheyWereWritten() throws IOException {
        Part written =
                new Part(1L << 33, new int[] {0, 200}, new double[] {1, 2, 3}, new byte[] {9}, new byte[][] {{1}, {}});
        DataOutputSerializer out = new DataOutputSerializer(8);
        new PartCodec().write(written, out);
        DataInputDeserializer in = new DataInputDeserializer(out.getCopyOfBuffer());
        Part read = new PartCodec().read(1, in);
        assertThat(in.available()).isZero();
        assertThat(read).usingRecursiveComparison().isEqualTo(written);
    }

    @Test
    void wrongBytesAreRefused() {
        assertThatThrownBy(() -> new StepCodec().read(1, new DataInputDeserializer(new byte[] {16, 0, 0})))
                .isInstanceOf(IOException.class)
                .hasMessage("what to do is 0 to 15, found 16");
        assertThatThrownBy(() -> new PartCodec()
                        .read(1, new DataInputDeserializer(new byte[] {0, (byte) 0xFF, (byte) 0xFF, 0x7F, 0})))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("pieces");
    }

    @Test
    void answersComeInTheOrderOfSteps() {
        PendingAnswers pending = new PendingAnswers();
        for (int number = 200; number > 0; number -= 1) {
            pending.add(new Part(number, new int[] {0}, new double[] {number}, Step.NO_BYTES, Part.NO_MODELS));
        }
        assertThat(pending.first()).isNull();
        assertThat(pending.size()).isEqualTo(200);
        pending.removeFirst();
        for (int number = 1; number <= 200; number++) {
            assertThat(pending.first().values()[0]).isEqualTo(number);
            pending.removeFirst();
        }
        assertThat(pending.size()).isZero();
        assertThat(pending.next()).isEqualTo(201);
        assertThatThrownBy(
                        () -> pending.add(new Part(200, new int[] {0}, Step.NO_NUMBERS, Step.NO_BYTES, Part.NO_MODELS)))
                .isInstanceOf(IllegalStateException.class);
    }
}
