package io.millrace.benchmarks;

import io.millrace.common.connect.SourceConnector;
import io.millrace.common.edge.Decoded;
import io.millrace.common.edge.RecordEdge;
import io.millrace.common.options.Option;
import io.millrace.common.options.Options;
import io.millrace.common.options.Settings;
import io.millrace.operators.Example;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.connector.datagen.source.GeneratorFunction;

/**
 * Examples of {@link LinearFeed} as JSON of some 330 bytes, encoded beforehand and then repeated, decoded at the source's edge as
 * records from Kafka are. Public with a public constructor for the service loader.
 */
public final class JsonExamples implements SourceConnector {
    static final String TYPE = "json-examples";
    static final String RECORDS = "source." + TYPE + ".records";

    private static final int ENCODED = 40_000;

    static String features() {
        return IntStream.range(0, LinearPart.FEATURES).mapToObj(i -> "x" + i).collect(Collectors.joining(","));
    }

    private static Option<Long> records(String prefix) {
        return Options.longInteger(prefix + "." + TYPE + ".records").defaultsTo(1_000_000, "How many.");
    }

    @Override
    public String type() {
        return TYPE;
    }

    @Override
    public List<Option<?>> options(String prefix) {
        return List.of(records(prefix));
    }

    @Override
    public void validate(Settings settings, String prefix) {}

    @Override
    public void preflight(Settings settings, String prefix) {}

    @Override
    public <T> Source<Decoded<T>, ?, ?> create(Settings settings, String prefix, RecordEdge<T> edge) {
        return new DataGeneratorSource<>(new Decoding<>(edge), settings.get(records(prefix)), edge.producedType());
    }

    private static final class Decoding<T> implements GeneratorFunction<Long, Decoded<T>> {
        private static final long serialVersionUID = 1L;

        private final RecordEdge<T> edge;

        Decoding(RecordEdge<T> edge) {
            this.edge = edge;
        }

        @Override
        public Decoded<T> map(Long number) {
            byte[] bytes = Encoded.ALL[(int) (number % ENCODED)];
            return edge.decode(bytes, 0, bytes.length, 0, TYPE, -1, number);
        }
    }

    /** Made once in a JVM. */
    private static final class Encoded {
        static final byte[][] ALL = all();

        private static byte[][] all() {
            LinearFeed feed = new LinearFeed(LinearPart.KEYS, LinearPart.FEATURES);
            byte[][] all = new byte[ENCODED][];
            for (int i = 0; i < ENCODED; i++) {
                all[i] = json(feed.example(i, 0));
            }
            return all;
        }

        private static byte[] json(Example example) {
            StringBuilder json = new StringBuilder("{\"key\":\"" + example.key() + "\"");
            double[] numbers = example.numbers();
            for (int i = 0; i < numbers.length; i++) {
                json.append(String.format(Locale.ROOT, ",\"x%d\":%.6f", i, numbers[i]));
            }
            json.append(String.format(Locale.ROOT, ",\"target\":%.4f}", example.target()));
            return json.toString().getBytes(StandardCharsets.UTF_8);
        }
    }
}
