package io.millrace.common.aggregate;

import io.millrace.common.state.Sizes;
import io.millrace.common.state.ValueCodec;
import java.io.IOException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.apache.datasketches.common.ArrayOfStringsSerDe;
import org.apache.datasketches.frequencies.ErrorType;
import org.apache.datasketches.frequencies.ItemsSketch;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Weights of texts, as many as a map holds; the least are dropped, and how much that is bounds the error of all. */
final class TextWeights {
    private static final Comparator<HeavyHitter> HEAVIEST =
            Comparator.comparingLong(HeavyHitter::estimate).reversed().thenComparing(HeavyHitter::text);

    private final ItemsSketch<String> sketch;
    private long chars;
    private long texts;
    /** The error that came with what was merged or read, not of making room here. */
    private long inheritedError;

    TextWeights(int mapSize) {
        this(new ItemsSketch<>(mapSize));
    }

    private TextWeights(ItemsSketch<String> sketch) {
        this.sketch = sketch;
    }

    void add(String text, long weight) {
        sketch.update(text, weight);
        chars += text.length();
        texts++;
    }

    void merge(TextWeights later) {
        if (!later.sketch.isEmpty()) {
            sketch.merge(later.sketch);
            inheritedError += later.sketch.getMaximumError();
            chars += later.chars;
            texts += later.texts;
        }
    }

    List<HeavyHitter> heaviest(int most) {
        return Arrays.stream(sketch.getFrequentItems(ErrorType.NO_FALSE_NEGATIVES))
                .map(row -> new HeavyHitter(row.getItem(), row.getEstimate(), row.getLowerBound(), row.getUpperBound()))
                .sorted(HEAVIEST)
                .limit(most)
                .toList();
    }

    /** The mean length of what came stands for that of what is held. */
    private long memoryBytes() {
        long slots = sketch.getCurrentMapCapacity() * 4L / 3;
        // The library's map goes on holding texts that made room.
        long held = sketch.getMaximumError() > inheritedError ? slots : sketch.getNumActiveItems();
        long textBytes = texts == 0 ? 0 : held * (Sizes.text(0) + 4 + chars / texts);
        return Sizes.object(28) + 2 * Sizes.object(32) + 3 * Sizes.array(0) + slots * (4 + 8 + 2) + textBytes;
    }

    /** Version 1: DataSketches' form of an ItemsSketch of texts in UTF-8. */
    record Codec(int mapSize) implements ValueCodec<TextWeights> {
        /** In the library's form: a preamble of at most 32 bytes, 8 for each weight, 4 for each length. */
        private static final int PREAMBLE = 32;

        private static final int PER_TEXT = 12;

        private static ArrayOfStringsSerDe texts() {
            return new ArrayOfStringsSerDe();
        }

        @Override
        public int version() {
            return 1;
        }

        @Override
        public void write(TextWeights weights, DataOutputView out) throws IOException {
            SketchBytes.write(out, weights.sketch.toByteArray(texts()));
        }

        @Override
        public TextWeights read(int version, DataInputView in) throws IOException {
            long[] bytes = new long[1];
            ItemsSketch<String> sketch = SketchBytes.read(in, Integer.MAX_VALUE - 8, memory -> {
                bytes[0] = memory.getCapacity();
                return ItemsSketch.getInstance(memory, texts());
            });
            if (sketch.getMaximumMapCapacity() != mapSize / 4 * 3) {
                throw new IOException(
                        "capacity of a map is " + mapSize / 4 * 3 + ", found " + sketch.getMaximumMapCapacity());
            }
            TextWeights weights = new TextWeights(sketch);
            weights.texts = sketch.getNumActiveItems();
            weights.inheritedError = sketch.getMaximumError();
            weights.chars = Math.max(0, bytes[0] - PREAMBLE - PER_TEXT * weights.texts);
            return weights;
        }

        @Override
        public TextWeights copy(TextWeights weights) {
            TextWeights copy = new TextWeights(mapSize);
            copy.merge(weights);
            return copy;
        }

        @Override
        public long memoryBytes(TextWeights weights) {
            return weights.memoryBytes();
        }
    }
}
