package io.millrace.common.cached;

import java.io.Serializable;
import java.time.Duration;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.streaming.api.TimeDomain;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/**
 * The same job twice, with cached state and with Flink's plain value state: tallies per key with timers of both kinds, results
 * that show the state, keys that are cleared, and a time to live.
 */
final class CrashLogic {
    static final int TIME_TO_LIVE = 50;

    private CrashLogic() {}

    /** A record; the value also says what is done with it. */
    record Input(int key, long value) implements Serializable {
        boolean clears() {
            return value % 23 == 0;
        }

        boolean looks() {
            return value % 5 == 0;
        }

        boolean replaces() {
            return value % 29 == 0;
        }

        /** After the watermark by the event's own time, which is more than it. */
        boolean setsEventTimer() {
            return value % 3 == 0;
        }

        boolean setsClockTimer() {
            return value % 7 == 0;
        }
    }

    static CacheSettings<Tally> settings(long bytes) {
        return new CacheSettings<>(
                "tallies", "tally/1", Tally.CODEC, new MemorySize(bytes), Duration.ofMillis(TIME_TO_LIVE));
    }

    /** With cached state. */
    static final class Cached extends CachedFunction<Integer, Input, Tally, String> {
        private static final long serialVersionUID = 1L;

        @Override
        public Tally create() {
            return new Tally();
        }

        @Override
        public void process(Input record, Context<Integer, Tally> context, Collector<String> out) throws Exception {
            if (record.setsEventTimer()) {
                context.registerEventTimeTimer(context.timestamp() + 10);
            }
            if (record.setsClockTimer()) {
                context.registerProcessingTimeTimer(context.processingTime() + 13);
            }
            if (record.clears()) {
                context.clear();
            } else if (record.looks()) {
                out.collect(record.key() + " has " + context.peek());
            } else if (record.replaces()) {
                context.update(Tally.of(record.value()));
            } else {
                out.collect(record.key() + " is " + context.value().add(record.value()));
            }
        }

        @Override
        public void onTimer(long time, TimeDomain domain, Context<Integer, Tally> context, Collector<String> out)
                throws Exception {
            Tally tally = context.valueOrNull();
            out.collect(context.key() + " at " + time + " " + domain + " " + tally);
            if (tally != null) {
                tally.add(-time);
            }
        }
    }

    /** With Flink's value state of bytes, and a time to live by hand. */
    static final class Plain extends KeyedProcessFunction<Integer, Input, String> {
        private static final long serialVersionUID = 1L;

        private transient ValueState<byte[]> state;

        @Override
        public void open(OpenContext context) {
            state = getRuntimeContext()
                    .getState(
                            new ValueStateDescriptor<>("plain", PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO));
        }

        private Tally read(long now) throws Exception {
            byte[] bytes = state.value();
            if (bytes == null) {
                return null;
            }
            DataInputDeserializer in = new DataInputDeserializer(bytes);
            long lastUse = in.readLong();
            return now - lastUse >= TIME_TO_LIVE ? null : Tally.CODEC.read(1, in);
        }

        private void write(Tally tally, long now) throws Exception {
            DataOutputSerializer out = new DataOutputSerializer(64);
            out.writeLong(now);
            Tally.CODEC.write(tally, out);
            state.update(out.getCopyOfBuffer());
        }

        @Override
        public void processElement(Input record, Context context, Collector<String> out) throws Exception {
            long now = context.timerService().currentProcessingTime();
            if (record.setsEventTimer()) {
                context.timerService().registerEventTimeTimer(context.timestamp() + 10);
            }
            if (record.setsClockTimer()) {
                context.timerService().registerProcessingTimeTimer(now + 13);
            }
            if (record.clears()) {
                state.clear();
            } else if (record.looks()) {
                out.collect(record.key() + " has " + read(now));
            } else if (record.replaces()) {
                write(Tally.of(record.value()), now);
            } else {
                Tally tally = read(now);
                tally = (tally == null ? new Tally() : tally).add(record.value());
                write(tally, now);
                out.collect(record.key() + " is " + tally);
            }
        }

        @Override
        public void onTimer(long time, OnTimerContext context, Collector<String> out) throws Exception {
            long now = context.timerService().currentProcessingTime();
            Tally tally = read(now);
            out.collect(context.getCurrentKey() + " at " + time + " " + context.timeDomain() + " " + tally);
            if (tally != null) {
                write(tally.add(-time), now);
            }
        }
    }
}
