package io.millrace.benchmarks;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.common.codec.DecodeException;
import io.millrace.common.codec.Decoder;
import io.millrace.common.record.RecordFormat;
import java.io.IOException;
import java.time.Duration;
import org.apache.flink.api.common.functions.AggregateFunction;
import org.apache.flink.api.common.functions.RichMapFunction;
import org.apache.flink.api.common.serialization.AbstractDeserializationSchema;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.functions.windowing.ProcessWindowFunction;
import org.apache.flink.streaming.api.windowing.assigners.TumblingEventTimeWindows;
import org.apache.flink.streaming.api.windowing.windows.TimeWindow;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;

/**
 * The least program that does what the monitor does to a well-formed feed: Jackson's data binding in, Flink's window with
 * an aggregate, Jackson's data binding out. No dead letters, late records, loss, delay, or options.
 */
final class ByHand {
    private ByHand() {}

    /** A record of the feed, as data binding wants it. */
    public static final class Flow {
        public String device = "";
        public long sent_at;
        public double bytes;
        public long seq;
    }

    /** A record of the feed on the way through a Millrace source, decoded by data binding. */
    public record Bound(String device, long sentAt, double bytes) {
        public static final RecordFormat<Bound> FORMAT = RecordFormat.builder(Bound.class)
                .key("device", Bound::device)
                .eventTime("sent_at", Bound::sentAt)
                .number("bytes", Bound::bytes)
                .build(v -> new Bound(v.text(0), v.longValue(1), v.doubleValue(2)));
    }

    /** Decodes by data binding. */
    static final class BindingDecoder implements Decoder<Bound> {
        private static final long serialVersionUID = 1L;
        private transient @Nullable ObjectMapper mapper;

        @Override
        public Bound decode(byte[] bytes, int offset, int length, long arrivalMillis) throws DecodeException {
            ObjectMapper open = mapper;
            if (open == null) {
                mapper = open = new ObjectMapper();
            }
            try {
                Flow flow = open.readValue(bytes, offset, length, Flow.class);
                return new Bound(flow.device, flow.sent_at, flow.bytes);
            } catch (IOException e) {
                throw new DecodeException(String.valueOf(e.getMessage()));
            }
        }
    }

    /** Decodes by a parser written for just this record, as one would who has measured. */
    static final class StreamingDecoder implements Decoder<Bound> {
        private static final long serialVersionUID = 1L;
        private static final JsonFactory FACTORY = new JsonFactory();

        @Override
        public Bound decode(byte[] bytes, int offset, int length, long arrivalMillis) throws DecodeException {
            String device = "";
            long sentAt = 0;
            double value = 0;
            try (JsonParser parser = FACTORY.createParser(bytes, offset, length)) {
                parser.nextToken();
                for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
                    parser.nextToken();
                    switch (name) {
                        case "device" -> device = parser.getText();
                        case "sent_at" -> sentAt = parser.getLongValue();
                        case "bytes" -> value = parser.getDoubleValue();
                        default -> parser.skipChildren();
                    }
                }
            } catch (IOException e) {
                throw new DecodeException(String.valueOf(e.getMessage()));
            }
            return new Bound(device, sentAt, value);
        }
    }

    /** Data binding for Flink's Kafka source. */
    static final class BindingSchema extends AbstractDeserializationSchema<Bound> {
        private static final long serialVersionUID = 1L;
        private final BindingDecoder decoder = new BindingDecoder();

        BindingSchema() {
            super(Bound.FORMAT.typeInformation());
        }

        @Override
        public Bound deserialize(byte[] message) throws IOException {
            try {
                return decoder.decode(message, 0, message.length, 0);
            } catch (DecodeException e) {
                throw new IOException(e);
            }
        }
    }

    /** A window's accumulator. */
    public static final class Stats {
        public long count;
        public double sum;
        public double min = Double.POSITIVE_INFINITY;
        public double max = Double.NEGATIVE_INFINITY;
        public double mean;
        public double squares;
    }

    /** A window's result. */
    public static final class Result {
        public String device = "";
        public long window_start;
        public long window_end;
        public long count;
        public double total;
        public double average;
        public double min_value;
        public double max_value;
        public double rate;
        public double stddev;
    }

    private static final class Aggregate implements AggregateFunction<Bound, Stats, Stats> {
        private static final long serialVersionUID = 1L;

        @Override
        public Stats createAccumulator() {
            return new Stats();
        }

        @Override
        public Stats add(Bound flow, Stats stats) {
            stats.count++;
            stats.sum += flow.bytes;
            stats.min = Math.min(stats.min, flow.bytes);
            stats.max = Math.max(stats.max, flow.bytes);
            double difference = flow.bytes - stats.mean;
            stats.mean += difference / stats.count;
            stats.squares += difference * (flow.bytes - stats.mean);
            return stats;
        }

        @Override
        public Stats getResult(Stats stats) {
            return stats;
        }

        @Override
        public Stats merge(Stats a, Stats b) {
            throw new UnsupportedOperationException("tumbling windows do not merge");
        }
    }

    private static final class Window extends ProcessWindowFunction<Stats, Result, String, TimeWindow> {
        private static final long serialVersionUID = 1L;

        @Override
        public void process(String key, Context context, Iterable<Stats> elements, Collector<Result> out) {
            Stats stats = elements.iterator().next();
            Result result = new Result();
            result.device = key;
            result.window_start = context.window().getStart();
            result.window_end = context.window().getEnd();
            result.count = stats.count;
            result.total = stats.sum;
            result.average = stats.sum / stats.count;
            result.min_value = stats.min;
            result.max_value = stats.max;
            result.rate = 1000.0 * stats.count / (result.window_end - result.window_start);
            result.stddev = Math.sqrt(stats.squares / stats.count);
            out.collect(result);
        }
    }

    private static final class ToJson extends RichMapFunction<Result, byte[]> {
        private static final long serialVersionUID = 1L;
        private transient @Nullable ObjectMapper mapper;

        @Override
        public byte[] map(Result result) throws IOException {
            ObjectMapper open = mapper;
            if (open == null) {
                mapper = open = new ObjectMapper();
            }
            return open.writeValueAsBytes(result);
        }
    }

    /** From stamped records to results in JSON. */
    static DataStream<byte[]> pipeline(DataStream<Bound> flows, Duration window) {
        return flows.keyBy(Bound::device, Types.STRING)
                .window(TumblingEventTimeWindows.of(window))
                .aggregate(
                        new Aggregate(),
                        new Window(),
                        Types.POJO(Stats.class),
                        Types.POJO(Stats.class),
                        Types.POJO(Result.class))
                .uid("window")
                .map(new ToJson())
                .returns(PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO)
                .uid("json");
    }
}
