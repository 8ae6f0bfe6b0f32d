package io.millrace.operators;

import org.apache.flink.streaming.api.operators.BoundedMultiInput;
import org.apache.flink.streaming.api.operators.TwoInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;

/** Keyed learning of records, with requests for exports that every subtask gets. Event time is that of the records. */
final class LearnOnRequestOperator<IN, OUT> extends KeyedLearningOperator<IN, OUT>
        implements TwoInputStreamOperator<IN, ExportRequest, OUT>, BoundedMultiInput {
    private static final long serialVersionUID = 1L;

    LearnOnRequestOperator(LearningPlan<IN, OUT> plan) {
        super(plan);
    }

    @Override
    public void processElement1(StreamRecord<IN> element) throws Exception {
        models().process(element);
    }

    @Override
    public void processElement2(StreamRecord<ExportRequest> element) throws Exception {
        String key = element.getValue().key();
        if (key.equals(ExportRequest.ALL)) {
            models().exportAll();
        } else {
            models().exportOne(key);
        }
    }

    @Override
    public void processWatermark1(Watermark mark) throws Exception {
        processWatermark(mark);
    }

    @Override
    public void processWatermark2(Watermark mark) {}

    @Override
    protected void processWatermarkStatus(WatermarkStatus status, int input) throws Exception {
        if (input == 0) {
            processWatermarkStatus(status);
        }
    }

    @Override
    public void endInput(int input) throws Exception {
        if (input == 1) {
            models().endInput();
        }
    }
}
