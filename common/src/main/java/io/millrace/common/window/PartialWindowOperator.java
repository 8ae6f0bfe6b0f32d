package io.millrace.common.window;

import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/** Windows over what was aggregated before the shuffle, and over single records that came behind the watermark there. */
final class PartialWindowOperator<T, K, A, R, OUT> extends WindowOperator<Partial<T, K, A>, T, K, A, R, OUT> {
    private static final long serialVersionUID = 1L;

    PartialWindowOperator(WindowPlan<T, A, R> plan, WindowSettings<T, K, R, OUT> settings) {
        super(plan, settings);
    }

    @Override
    void accept(WindowRuntime<T, K, A, R, OUT> windows, StreamRecord<Partial<T, K, A>> element) throws Exception {
        Partial<T, K, A> partial = element.getValue();
        T record = partial.record();
        if (record != null) {
            add(windows, record, element);
        } else {
            addAggregated(windows, partial);
        }
    }
}
