package io.millrace.operators.job;

import io.millrace.operators.Example;
import io.millrace.operators.Label;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/** Parts examples from labels that come in the same stream: what is only to be learned is a label. */
final class LabelSplit extends ProcessFunction<Example, Example> {
    private static final long serialVersionUID = 1L;
    private static final OutputTag<Label> LABELS = new OutputTag<>("labels", Label.TYPE);

    private LabelSplit() {}

    /** Both, apart. */
    record Parts(DataStream<Example> examples, DataStream<Label> labels) {}

    static Parts of(DataStream<Example> records) {
        SingleOutputStreamOperator<Example> examples = records.process(new LabelSplit())
                .returns(Example.TYPE)
                .uid("label-split")
                .name("split off labels");
        return new Parts(examples, examples.getSideOutput(LABELS));
    }

    @Override
    public void processElement(Example example, Context context, Collector<Example> out) {
        String id = example.id();
        if (example.action() == Example.Action.LEARN && id != null) {
            context.output(LABELS, new Label(id, example.time(), example.label(), example.target()));
        } else {
            out.collect(example);
        }
    }
}
