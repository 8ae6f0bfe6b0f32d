package io.millrace.common.window;

import io.millrace.common.aggregate.Aggregate;
import io.millrace.common.record.RecordFormat;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.dag.Transformation;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.KeyedStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.Nullable;

/**
 * What windows a keyed stream gets, and how they behave. Made by {@link Windows#of}; each call returns the builder itself.
 *
 * @param <T> records
 * @param <K> keys
 */
public final class WindowBuilder<T, K> {
    private final KeyedStream<T, K> stream;
    private final List<WindowDefinition> definitions = new ArrayList<>();
    private final Map<Integer, OutputTag<T>> lateTags = new TreeMap<>();
    private Duration allowedLateness = Duration.ZERO;
    private Duration earlyResults = Duration.ZERO;
    private Duration timeToLive = Duration.ofDays(7);
    private boolean processingTime;
    private String preAggregationUid = "";
    private @Nullable PreAggregation preAggregation;
    private MemorySize cache = MemorySize.ofMebiBytes(64);

    WindowBuilder(KeyedStream<T, K> stream) {
        this.stream = stream;
    }

    /** Adds a definition; all definitions share one pass over the stream. */
    public WindowBuilder<T, K> window(WindowDefinition definition) {
        definitions.add(definition);
        return this;
    }

    /** Adds {@link WindowDefinition#tumbling(Duration)}. */
    public WindowBuilder<T, K> tumbling(Duration size) {
        return window(WindowDefinition.tumbling(size));
    }

    /** Adds {@link WindowDefinition#sliding(Duration, Duration)}. */
    public WindowBuilder<T, K> sliding(Duration size, Duration slide) {
        return window(WindowDefinition.sliding(size, slide));
    }

    /** Adds {@link WindowDefinition#session(Duration)}. */
    public WindowBuilder<T, K> session(Duration gap) {
        return window(WindowDefinition.session(gap));
    }

    /** Adds {@link WindowDefinition#count(long)}. */
    public WindowBuilder<T, K> count(long size) {
        return window(WindowDefinition.count(size));
    }

    /** Adds {@link WindowDefinition#count(long, long)}. */
    public WindowBuilder<T, K> count(long size, long slide) {
        return window(WindowDefinition.count(size, slide));
    }

    /** Adds {@link WindowDefinition#calendar(CalendarUnit, ZoneId)}. */
    public WindowBuilder<T, K> calendar(CalendarUnit unit, ZoneId zone) {
        return window(WindowDefinition.calendar(unit, zone));
    }

    /** Windows go by the operator's clock, and not by the records' event time. */
    public WindowBuilder<T, K> processingTime() {
        processingTime = true;
        return this;
    }

    /** How long after a window's end records still correct its result; 0 unless set. */
    public WindowBuilder<T, K> allowedLateness(Duration lateness) {
        WindowChecks.notNegative("allowed-lateness", lateness);
        allowedLateness = lateness;
        return this;
    }

    /** Results of windows that are not over, at multiples of the interval, where records came since the last. */
    public WindowBuilder<T, K> earlyResults(Duration interval) {
        WindowChecks.positive("early-results", interval);
        earlyResults = interval;
        return this;
    }

    /** Where records go that came too late, once for each definition that dropped them. */
    public WindowBuilder<T, K> sideOutputLateData(OutputTag<T> tag) {
        lateTags.put(-1, tag);
        return this;
    }

    /** Where records go that came too late for one definition, counted from 0. */
    public WindowBuilder<T, K> sideOutputLateData(int definition, OutputTag<T> tag) {
        lateTags.put(definition, tag);
        return this;
    }

    /** How many bytes of live windows each subtask keeps; the rest is in the state backend alone. 64 MiB unless set. */
    public WindowBuilder<T, K> cache(MemorySize size) {
        cache = size;
        return this;
    }

    /**
     * Aggregates records before the shuffle as well. For aggregates that do not depend on order, and time windows.
     *
     * @param uid the id of the operator that does so
     */
    public WindowBuilder<T, K> preAggregate(String uid, PreAggregation bounds) {
        preAggregationUid = uid;
        preAggregation = bounds;
        return this;
    }

    /** How long the unfinished count windows of a key without records are kept, by the clock; 7 days unless set. */
    public WindowBuilder<T, K> timeToLive(Duration time) {
        WindowChecks.positive("time-to-live", time);
        timeToLive = time;
        return this;
    }

    /**
     * Results with key, window and timing.
     *
     * @throws IllegalArgumentException when the aggregate does not say of which type its results are, or the definitions do
     *     not go together
     */
    public <A, R> SingleOutputStreamOperator<WindowResult<K, R>> aggregate(Aggregate<? super T, A, R> aggregate) {
        TypeInformation<R> result = aggregate
                .resultType()
                .orElseThrow(() -> new IllegalArgumentException(aggregate.signature()
                        + " does not say of which type its results are: pass a format or a type, and a function"));
        return aggregate(aggregate, new WindowResultTypeInfo<>(stream.getKeyType(), result), all -> all);
    }

    /** Results as records of a format. */
    public <A, R, OUT> SingleOutputStreamOperator<OUT> aggregate(
            Aggregate<? super T, A, R> aggregate, RecordFormat<OUT> format, ResultFunction<K, R, OUT> function) {
        return aggregate(aggregate, format.typeInformation(), function);
    }

    /** Results as a function makes them. */
    public <A, R, OUT> SingleOutputStreamOperator<OUT> aggregate(
            Aggregate<? super T, A, R> aggregate, TypeInformation<OUT> type, ResultFunction<K, R, OUT> function) {
        // An aggregate only takes records, so one for a supertype will do.
        @SuppressWarnings("unchecked")
        Aggregate<T, A, R> ours = (Aggregate<T, A, R>) aggregate;
        WindowPlan<T, A, R> plan = WindowPlan.of(ours, definitions, allowedLateness, earlyResults);
        if (processingTime && !allowedLateness.isZero()) {
            throw new IllegalArgumentException(
                    "window.allowed-lateness needs event time: by the clock no record is late: " + allowedLateness);
        }
        WindowSettings<T, K, R, OUT> settings =
                new WindowSettings<>(stream.getKeySelector(), function, lateTags(), processingTime, cache, timeToLive);
        PreAggregation before = preAggregation;
        return before == null
                ? stream.transform("windows", type, new RecordWindowOperator<>(plan, settings))
                : preAggregated(before, plan, settings, type);
    }

    private <A, R, OUT> SingleOutputStreamOperator<OUT> preAggregated(
            PreAggregation bounds,
            WindowPlan<T, A, R> plan,
            WindowSettings<T, K, R, OUT> settings,
            TypeInformation<OUT> type) {
        if (!plan.aggregate().orderFree()) {
            throw new IllegalArgumentException("window.pre-aggregation changes the order of records, which matters to "
                    + plan.aggregate().signature());
        }
        if (processingTime || plan.sliced().size() < definitions.size()) {
            throw new IllegalArgumentException(
                    "window.pre-aggregation is for tumbling, sliding and calendar windows by event time: "
                            + definitions);
        }
        Transformation<T> input = unkeyed();
        SingleOutputStreamOperator<Partial<T, K, A>> partials = new DataStream<>(
                        stream.getExecutionEnvironment(), input)
                .transform(
                        "pre-aggregation",
                        new PartialTypeInfo<>(stream.getType(), stream.getKeyType(), plan.aggregate()),
                        new PreAggregateOperator<>(plan, stream.getKeySelector(), bounds))
                .uid(preAggregationUid);
        if (input.getParallelism() > 0) {
            partials.setParallelism(input.getParallelism());
        }
        return partials.keyBy(Partial::key, stream.getKeyType())
                .transform("windows", type, new PartialWindowOperator<>(plan, settings));
    }

    /** A keyed stream is a partitioning of another one, which is what is to be aggregated. */
    @SuppressWarnings("unchecked")
    private Transformation<T> unkeyed() {
        return (Transformation<T>) stream.getTransformation().getInputs().get(0);
    }

    private List<@Nullable OutputTag<T>> lateTags() {
        for (int definition : lateTags.keySet()) {
            if (definition >= definitions.size()) {
                throw new IllegalArgumentException("late records of definition " + definition
                        + " are asked for, and there are " + definitions.size() + " definitions");
            }
        }
        List<@Nullable OutputTag<T>> tags = new ArrayList<>();
        for (int i = 0; i < definitions.size(); i++) {
            tags.add(lateTags.getOrDefault(i, lateTags.get(-1)));
        }
        return tags;
    }
}
