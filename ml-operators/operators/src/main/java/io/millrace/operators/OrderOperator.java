package io.millrace.operators;

import io.millrace.common.cached.CacheSettings;
import io.millrace.common.cached.CachedState;
import java.time.Duration;
import java.util.Comparator;
import java.util.Objects;
import java.util.PriorityQueue;
import org.apache.flink.api.common.TaskInfo;
import org.apache.flink.api.java.functions.KeySelector;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.metrics.Counter;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.InternalTimer;
import org.apache.flink.streaming.api.operators.InternalTimerService;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.Triggerable;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.jspecify.annotations.Nullable;

/**
 * Holds examples back until the watermark passes them. Live keys are due by a queue in memory; a key that is written to
 * state gets a timer, by which it is found when it is not live.
 *
 * <p>In batch execution Flink sorts by key and time: what waits is what has one key and one time.
 */
final class OrderOperator extends AbstractStreamOperator<Example>
        implements OneInputStreamOperator<Example, Example>,
                BoundedOneInput,
                Triggerable<String, VoidNamespace>,
                CachedState.Listener<String, HeldExamples> {
    private static final long serialVersionUID = 1L;
    private static final String STATE = "held";
    private static final String SIGNATURE = "held examples/1";
    private static final String TIMERS = "due";

    /** A live key that is due, unless it has become due before. */
    private record Due(long time, String key) {}

    private final KeySelector<Example, String> keys;
    private final MemorySize cache;
    private final HeldExamplesCodec codec = new HeldExamplesCodec();
    private transient @Nullable EventTimePassed time;
    private transient @Nullable CachedState<String, HeldExamples> state;
    private transient @Nullable InternalTimerService<VoidNamespace> timers;
    private transient @Nullable PriorityQueue<Due> schedule;
    private transient @Nullable Counter late;
    private transient @Nullable HeldExamples only;
    private transient @Nullable String onlyKey;

    OrderOperator(KeySelector<Example, String> keys, MemorySize cache) {
        this.keys = keys;
        this.cache = cache;
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        TaskInfo task = getRuntimeContext().getTaskInfo();
        time = new EventTimePassed(
                task.getIndexOfThisSubtask(), task.getNumberOfParallelSubtasks(), context.getOperatorStateStore());
    }

    @Override
    public void open() throws Exception {
        super.open();
        schedule = new PriorityQueue<>(Comparator.comparingLong(Due::time));
        timers = getInternalTimerService(TIMERS, VoidNamespaceSerializer.INSTANCE, this);
        CachedState<String, HeldExamples> opened = CachedState.open(
                getKeyedStateStore(),
                this,
                new CacheSettings<>(STATE, SIGNATURE, codec, cache, Duration.ZERO),
                this,
                System::currentTimeMillis,
                getMetricGroup().addGroup("cache"));
        state = opened;
        only = opened.holdsOneKey() ? new HeldExamples() : null;
        late = getMetricGroup().counter("lateExamples");
    }

    private CachedState<String, HeldExamples> state() {
        return Objects.requireNonNull(state, "not open");
    }

    private EventTimePassed time() {
        return Objects.requireNonNull(time, "not open");
    }

    /** Keys are set where state is touched, and not for every record. */
    @Override
    @SuppressWarnings("rawtypes")
    public void setKeyContextElement1(StreamRecord record) {}

    @Override
    public void processElement(StreamRecord<Example> element) throws Exception {
        if (!element.hasTimestamp()) {
            throw new IllegalStateException("an example has no timestamp: the order of event time needs a watermark"
                    + " strategy with a timestamp assigner");
        }
        HeldExample held = new HeldExample(element.getTimestamp(), element.getValue());
        String key = keys.getKey(held.example());
        if (only != null) {
            holdOnly(only, key, held);
        } else if (held.time() <= time().passed()) {
            Objects.requireNonNull(late).inc();
            output.collect(element);
        } else {
            hold(key, held);
        }
    }

    private void hold(String key, HeldExample held) throws Exception {
        HeldExamples examples = state().change(key);
        if (examples == null) {
            examples = new HeldExamples();
            codec.add(examples, held);
            state().put(key, examples);
        } else {
            codec.add(examples, held);
        }
        schedule(key, examples);
    }

    private void holdOnly(HeldExamples examples, String key, HeldExample held) {
        if (!key.equals(onlyKey) || held.time() != examples.first() || examples.size() == Ties.MOST) {
            release(examples, Long.MAX_VALUE);
            onlyKey = key;
        }
        codec.add(examples, held);
    }

    private void schedule(String key, HeldExamples examples) {
        if (examples.first() < examples.scheduled) {
            examples.scheduled = examples.first();
            Objects.requireNonNull(schedule).add(new Due(examples.scheduled, key));
        }
    }

    private void release(HeldExamples examples, long passed) {
        for (HeldExample held = examples.poll(passed); held != null; held = examples.poll(passed)) {
            output.collect(new StreamRecord<>(held.example(), held.time()));
        }
    }

    private void release(String key) throws Exception {
        HeldExamples examples = state().change(key);
        if (examples == null) {
            return;
        }
        release(examples, time().passed());
        examples.scheduled = HeldExamples.NEVER;
        if (examples.size() == 0) {
            state().remove(key);
        } else {
            schedule(key, examples);
        }
    }

    @Override
    public void processWatermark(Watermark mark) throws Exception {
        if (only == null) {
            time().advance(mark.getTimestamp());
            PriorityQueue<Due> queue = Objects.requireNonNull(schedule);
            for (Due due = queue.peek(); due != null && due.time() <= time().passed(); due = queue.peek()) {
                queue.poll();
                HeldExamples examples = state().live(due.key());
                if (examples != null && examples.scheduled == due.time()) {
                    release(due.key());
                }
            }
        }
        super.processWatermark(mark);
    }

    @Override
    public void onEventTime(InternalTimer<String, VoidNamespace> timer) throws Exception {
        if (state().live(timer.getKey()) == null) {
            release(timer.getKey());
        }
    }

    @Override
    public void onProcessingTime(InternalTimer<String, VoidNamespace> timer) {}

    @Override
    public void loaded(String key, HeldExamples examples) {
        schedule(key, examples);
    }

    @Override
    public void writing(String key, HeldExamples examples) {
        Objects.requireNonNull(timers).registerEventTimeTimer(VoidNamespace.INSTANCE, examples.first());
    }

    /** On the heap state holds the object itself, which may be live again. */
    @Override
    public void evicted(String key, HeldExamples examples) {
        examples.scheduled = HeldExamples.NEVER;
    }

    @Override
    public void prepareSnapshotPreBarrier(long checkpointId) throws Exception {
        super.prepareSnapshotPreBarrier(checkpointId);
        state().flush();
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        state().flush();
        time().snapshot();
    }

    @Override
    public void endInput() {
        if (only != null) {
            release(only, Long.MAX_VALUE);
        }
    }
}
