package io.millrace.common.cached;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;

/** Opens a cached state for a test to call, and notes what its listener is told and with which current key. */
final class ProbeOperator extends AbstractStreamOperator<String> implements OneInputStreamOperator<Integer, String> {
    private static final long serialVersionUID = 1L;

    private final CacheSettings<Tally> settings;
    final transient List<String> told = new ArrayList<>();
    final transient Metrics counted = new Metrics();
    transient CachedState<Integer, Tally> cached;

    ProbeOperator(CacheSettings<Tally> settings) {
        this.settings = settings;
    }

    static KeyedOneInputStreamOperatorTestHarness<Integer, Integer, String> harness(
            ProbeOperator operator, String backend) throws Exception {
        var harness = new KeyedOneInputStreamOperatorTestHarness<>(operator, key -> key, Types.INT);
        harness.setStateBackend(Backends.named(backend));
        return harness;
    }

    @Override
    public void open() throws Exception {
        super.open();
        cached = CachedState.open(
                getKeyedStateStore(),
                this,
                settings,
                new Notes(),
                processingTimeService::getCurrentProcessingTime,
                counted);
    }

    @Override
    public void processElement(StreamRecord<Integer> element) {}

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        cached.flush();
        super.snapshotState(context);
    }

    /** Notes as "what key/current key value". */
    private final class Notes implements CachedState.Listener<Integer, Tally> {
        @Override
        public void loaded(Integer key, Tally value) {
            told.add("loaded " + key + "/" + getCurrentKey() + " " + value);
        }

        @Override
        public void writing(Integer key, Tally value) {
            told.add("writing " + key + "/" + getCurrentKey() + " " + value);
        }

        @Override
        public void evicted(Integer key, Tally value) {
            told.add("evicted " + key + "/" + getCurrentKey() + " " + value);
        }
    }

    static final class Metrics extends UnregisteredMetricsGroup {
        private final Map<String, Counter> counters = new HashMap<>();
        private final Map<String, Gauge<?>> gauges = new HashMap<>();

        @Override
        public <C extends Counter> C counter(String name, C counter) {
            counters.put(name, counter);
            return counter;
        }

        @Override
        public <T, G extends Gauge<T>> G gauge(String name, G gauge) {
            gauges.put(name, gauge);
            return gauge;
        }

        long count(String name) {
            return counters.get(name).getCount();
        }

        long gauge(String name) {
            return (Long) gauges.get(name).getValue();
        }
    }
}
