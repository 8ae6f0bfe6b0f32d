package io.millrace.operators;

import static java.util.Objects.requireNonNull;

import io.millrace.operators.Waiting.Timed;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.metrics.Counter;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.InternalTimer;
import org.apache.flink.streaming.api.operators.InternalTimerService;
import org.apache.flink.streaming.api.operators.Triggerable;
import org.apache.flink.streaming.api.operators.TwoInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.Nullable;

/**
 * Brings records and labels of the same id together, whichever comes first. They belong together if their timestamps are at most
 * {@code wait} apart, which does not depend on when they come; who has waited until the watermark passed that, waits no more.
 * Of several records and labels with one id the first record takes the first label, and so on.
 */
abstract class LabelJoinOperator<T> extends AbstractStreamOperator<T>
        implements TwoInputStreamOperator<T, Label, T>, Triggerable<String, VoidNamespace> {
    private static final long serialVersionUID = 1L;

    /** How many records, and how many labels, wait under one id at most. */
    static final int MOST_WAITING = 16;

    private static final String WAITING = "waiting";
    private static final String TIMERS = "deadlines";

    private final long wait;
    private final TypeInformation<Waiting<T>> type;
    private transient @Nullable ValueState<Waiting<T>> state;
    private transient @Nullable InternalTimerService<VoidNamespace> timers;
    private transient @Nullable Counter joined;
    private transient @Nullable Counter unlabelled;
    private transient @Nullable Counter unmatched;

    LabelJoinOperator(long wait, TypeInformation<Waiting<T>> type) {
        this.wait = wait;
        this.type = type;
    }

    /** Whether a label is to be sought for a record. */
    abstract boolean seeks(T record);

    /** A record came, and there is no label, or none is sought. */
    abstract void came(Timed<T> record);

    /** A record came, and a label that belongs to it is there. */
    abstract void cameLabelled(Timed<T> record, Timed<Label> label);

    /** A label came for a record that had waited. */
    abstract void wasLabelled(Timed<T> record, Timed<Label> label);

    /** No label came for a record. */
    abstract void staysUnlabelled(Timed<T> record);

    /** No record came for a label. */
    abstract void staysUnmatched(Timed<Label> label);

    @Override
    public void open() throws Exception {
        super.open();
        state = getKeyedStateStore().getState(new ValueStateDescriptor<>(WAITING, type));
        timers = getInternalTimerService(TIMERS, VoidNamespaceSerializer.INSTANCE, this);
        joined = getMetricGroup().counter("labelsJoined");
        unlabelled = getMetricGroup().counter("recordsUnlabelled");
        unmatched = getMetricGroup().counter("labelsUnmatched");
    }

    @Override
    public void processElement1(StreamRecord<T> element) throws Exception {
        Timed<T> record = new Timed<>(element.getValue(), timestamp(element));
        if (!seeks(record.value())) {
            came(record);
            return;
        }
        Waiting<T> waiting = waiting();
        Timed<Label> label = Waiting.first(waiting.labels(), other -> together(record, other));
        if (label != null) {
            leave(waiting.withoutLabel(label), label.at());
            requireNonNull(joined).inc();
            cameLabelled(record, label);
            return;
        }
        came(record);
        if (waiting.records().size() == MOST_WAITING) {
            drop(record);
            return;
        }
        keep(waiting.withRecord(record));
        remember(record.at());
    }

    @Override
    public void processElement2(StreamRecord<Label> element) throws Exception {
        Timed<Label> label = new Timed<>(element.getValue(), timestamp(element));
        Waiting<T> waiting = waiting();
        Timed<T> record = Waiting.first(waiting.records(), other -> together(other, label));
        if (record != null) {
            leave(waiting.withoutRecord(record), record.at());
            requireNonNull(joined).inc();
            wasLabelled(record, label);
        } else if (waiting.labels().size() == MOST_WAITING) {
            dropLabel(label);
        } else {
            keep(waiting.withLabel(label));
            remember(label.at());
        }
    }

    @Override
    public void onEventTime(InternalTimer<String, VoidNamespace> timer) throws Exception {
        Waiting<T> waiting = waiting();
        for (Timed<T> record : waiting.records()) {
            if (deadline(record.at()) <= timer.getTimestamp()) {
                waiting = waiting.withoutRecord(record);
                drop(record);
            } else {
                remember(record.at());
            }
        }
        for (Timed<Label> label : waiting.labels()) {
            if (deadline(label.at()) <= timer.getTimestamp()) {
                waiting = waiting.withoutLabel(label);
                dropLabel(label);
            } else {
                remember(label.at());
            }
        }
        keep(waiting);
    }

    @Override
    public void onProcessingTime(InternalTimer<String, VoidNamespace> timer) {
        throw new IllegalStateException("there are no timers by the clock");
    }

    final void emit(T record, long at) {
        output.collect(new StreamRecord<>(record, at));
    }

    final <X> void emit(OutputTag<X> tag, Timed<X> value) {
        output.collect(tag, new StreamRecord<>(value.value(), value.at()));
    }

    /** Counts a record that stays unlabelled, and says so. */
    final void drop(Timed<T> record) {
        requireNonNull(unlabelled).inc();
        staysUnlabelled(record);
    }

    private void dropLabel(Timed<Label> label) {
        requireNonNull(unmatched).inc();
        staysUnmatched(label);
    }

    private static long timestamp(StreamRecord<?> element) {
        if (!element.hasTimestamp()) {
            throw new IllegalStateException("records and labels that wait for each other have timestamps,"
                    + " which a watermark strategy assigns; found one without");
        }
        return element.getTimestamp();
    }

    private boolean together(Timed<?> one, Timed<?> other) {
        return deadline(one.at()) >= other.at() && deadline(other.at()) >= one.at();
    }

    private long deadline(long at) {
        return at > Long.MAX_VALUE - wait ? Long.MAX_VALUE : at + wait;
    }

    private Waiting<T> waiting() throws Exception {
        Waiting<T> waiting = requireNonNull(state).value();
        return waiting == null ? Waiting.none() : waiting;
    }

    private void keep(Waiting<T> waiting) throws Exception {
        if (waiting.empty()) {
            requireNonNull(state).clear();
        } else {
            requireNonNull(state).update(waiting);
        }
    }

    private void remember(long at) {
        requireNonNull(timers).registerEventTimeTimer(VoidNamespace.INSTANCE, deadline(at));
    }

    /** Keeps what is left once one that came at this time waits no more. */
    private void leave(Waiting<T> left, long at) throws Exception {
        keep(left);
        boolean another = Waiting.first(left.records(), other -> other.at() == at) != null
                || Waiting.first(left.labels(), other -> other.at() == at) != null;
        if (!another) {
            requireNonNull(timers).deleteEventTimeTimer(VoidNamespace.INSTANCE, deadline(at));
        }
    }
}
