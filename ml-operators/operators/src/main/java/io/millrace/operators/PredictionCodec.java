package io.millrace.operators;

import io.millrace.common.state.Compact;
import io.millrace.common.state.StateCodec;
import io.millrace.learners.HeapSize;
import io.millrace.operators.Prediction.Baselines;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.jspecify.annotations.Nullable;

/** How a {@link Prediction} is written. */
public final class PredictionCodec implements StateCodec<Prediction> {
    private static final long serialVersionUID = 1L;

    @Override
    public Class<Prediction> type() {
        return Prediction.class;
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public void write(Prediction prediction, DataOutputView out) throws IOException {
        Texts.write(prediction.id(), out);
        Texts.write(prediction.key(), out);
        out.writeLong(prediction.time());
        Compact.writeUnsigned(out, prediction.learned());
        out.writeLong(prediction.learnedUntil());
        out.writeDouble(prediction.value());
        Baselines baselines = prediction.baselines();
        if (prediction.regression()) {
            out.writeDouble(baselines.lastTarget());
            out.writeDouble(baselines.mean());
            out.writeDouble(prediction.target());
        } else {
            Texts.write(prediction.classes(), out);
            for (double probability : prediction.probabilities()) {
                out.writeDouble(probability);
            }
            Compact.writeSigned(out, prediction.predicted());
            Compact.writeSigned(out, baselines.lastLabel());
            Compact.writeSigned(out, baselines.majority());
            Texts.write(prediction.label(), out);
        }
    }

    @Override
    public Prediction read(int version, DataInputView in) throws IOException {
        String id = Texts.readOrNull(in);
        String key = Texts.read(in);
        long time = in.readLong();
        long learned = Compact.readUnsigned(in);
        long learnedUntil = in.readLong();
        double value = in.readDouble();
        if (!Double.isNaN(value)) {
            return new Prediction(
                    id,
                    key,
                    time,
                    Prediction.NO_CLASSES,
                    Prediction.NO_PROBABILITIES,
                    -1,
                    value,
                    learned,
                    learnedUntil,
                    Baselines.ofTargets(in.readDouble(), in.readDouble()),
                    null,
                    in.readDouble());
        }
        String[] classes = classes(in);
        double[] probabilities = new double[classes.length];
        for (int i = 0; i < probabilities.length; i++) {
            probabilities[i] = in.readDouble();
        }
        return new Prediction(
                id,
                key,
                time,
                classes,
                probabilities,
                number(in, classes.length),
                Double.NaN,
                learned,
                learnedUntil,
                Baselines.ofLabels(number(in, classes.length), number(in, classes.length)),
                Texts.readOrNull(in),
                Double.NaN);
    }

    private static String[] classes(DataInputView in) throws IOException {
        @Nullable String[] read = Texts.readTexts(in);
        String[] classes = new String[read.length];
        for (int i = 0; i < classes.length; i++) {
            String name = read[i];
            if (name == null) {
                throw new IOException("a class has a name");
            }
            classes[i] = name;
        }
        return classes;
    }

    private static int number(DataInputView in, int classes) throws IOException {
        long number = Compact.readSigned(in);
        if (number < -1 || number >= classes) {
            throw new IOException("a class is -1 to " + (classes - 1) + ", found " + number);
        }
        return (int) number;
    }

    @Override
    public Prediction copy(Prediction prediction) {
        return prediction;
    }

    @Override
    public long memoryBytes(Prediction prediction) {
        return HeapSize.object(76) + HeapSize.object(24) + 16L * prediction.classes().length + 32 + 120;
    }
}
