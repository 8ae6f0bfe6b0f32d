package io.millrace.common.aggregate;

import io.millrace.common.state.ValueCodec;
import java.util.List;
import java.util.Optional;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;

/** The texts that come most often, or weigh most. */
record HeavyHitters<T>(TextField<? super T> field, LongField<? super T> weight, int most, int mapSize)
        implements Aggregate<T, TextWeights, List<HeavyHitter>> {
    private static final int LEAST_MAP_SIZE = 8;
    private static final int MOST_MAP_SIZE = 1 << 26;

    HeavyHitters {
        if (mapSize < LEAST_MAP_SIZE || mapSize > MOST_MAP_SIZE || Integer.bitCount(mapSize) != 1) {
            throw new IllegalArgumentException(
                    "mapSize must be a power of 2 within " + LEAST_MAP_SIZE + " to " + MOST_MAP_SIZE + ": " + mapSize);
        }
        if (most < 1 || most > mapSize / 4 * 3) {
            throw new IllegalArgumentException(
                    "most must be within 1 to three quarters of mapSize " + mapSize + ": " + most);
        }
    }

    @Override
    public TextWeights create() {
        return new TextWeights(mapSize);
    }

    @Override
    public void add(TextWeights weights, T record, long timestamp) {
        String text = field.of(record);
        if (text != null) {
            long more = weight.of(record);
            if (more > 0) {
                weights.add(text, more);
            }
        }
    }

    @Override
    public void merge(TextWeights into, TextWeights later) {
        into.merge(later);
    }

    @Override
    public List<HeavyHitter> result(TextWeights weights) {
        return weights.heaviest(most);
    }

    @Override
    public ValueCodec<TextWeights> codec() {
        return new TextWeights.Codec(mapSize);
    }

    @Override
    public String signature() {
        return "heavy-hitters(" + mapSize + ")";
    }

    @Override
    public Optional<TypeInformation<List<HeavyHitter>>> resultType() {
        return Optional.of(Types.LIST(HeavyHitter.FORMAT.typeInformation()));
    }
}
