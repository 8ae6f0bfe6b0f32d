package io.millrace.common.window;

import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/** Windows over the records themselves. */
final class RecordWindowOperator<T, K, A, R, OUT> extends WindowOperator<T, T, K, A, R, OUT> {
    private static final long serialVersionUID = 1L;

    RecordWindowOperator(WindowPlan<T, A, R> plan, WindowSettings<T, K, R, OUT> settings) {
        super(plan, settings);
    }

    @Override
    void accept(WindowRuntime<T, K, A, R, OUT> windows, StreamRecord<T> element) throws Exception {
        add(windows, element.getValue(), element);
    }
}
