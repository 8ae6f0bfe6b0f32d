package io.millrace.common.job;

import io.millrace.common.connect.RecordReader;
import io.millrace.common.options.Settings;
import io.millrace.common.record.Reading;
import io.millrace.common.record.RecordFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichFlatMapFunction;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/** Numbers the records of each device, of two inputs together, behind those that it begins with. */
final class SeveralInputsJob implements Job {
    private static final RecordFormat<Reading> INPUT = Reading.FORMAT.reading(Set.of("device", "value"));

    @Override
    public List<String> inputs() {
        return List.of("more", "beginning");
    }

    @Override
    public boolean readsAllAtOnce(String input) {
        return input.equals("beginning");
    }

    @Override
    public void wire(JobContext job) {
        Settings settings = job.settings();
        DataStream<Reading> all = job.read(INPUT);
        if (reads("more", settings)) {
            all = all.union(job.read("more", INPUT));
        }
        if (reads("beginning", settings)) {
            all = all.flatMap(new Beginning(job.readerOfAll("beginning", INPUT)))
                    .returns(Reading.FORMAT.typeInformation())
                    .uid("begin")
                    .name("begin");
        }
        DataStream<Reading> numbered = all.keyBy(Reading::device, Types.STRING)
                .process(new Number())
                .returns(Reading.FORMAT.typeInformation())
                .uid("number")
                .name("number");
        job.write(numbered, Reading.FORMAT.select(List.of("device", "value", "count")));
    }

    /** How many came before, of its device. */
    private static final class Number extends KeyedProcessFunction<String, Reading, Reading> {
        private static final long serialVersionUID = 1L;
        private String device = "";
        private long count;

        @Override
        public void processElement(Reading reading, Context context, Collector<Reading> out) {
            count = reading.device().equals(device) ? count + 1 : 0;
            device = reading.device();
            out.collect(new Reading(device, reading.value(), count, true, reading.at(), reading.seen(), null));
        }
    }

    private static final class Beginning extends RichFlatMapFunction<Reading, Reading> {
        private static final long serialVersionUID = 1L;
        private final RecordReader<Reading> reader;
        private final ArrayList<Reading> waiting = new ArrayList<>();

        Beginning(RecordReader<Reading> reader) {
            this.reader = reader;
        }

        @Override
        public void open(OpenContext context) throws Exception {
            reader.read(decoded -> waiting.add(decoded.recordOrNull()));
        }

        @Override
        public void flatMap(Reading reading, Collector<Reading> out) {
            waiting.forEach(out::collect);
            waiting.clear();
            out.collect(reading);
        }
    }
}
