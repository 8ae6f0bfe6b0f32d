package io.millrace.benchmarks;

import io.millrace.common.cached.CacheSettings;
import io.millrace.common.cached.CachedFunction;
import io.millrace.common.state.ValueCodec;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/** A value of so many bytes, of which each record changes some; it's written as cheaply as a value can be, in one copy. */
final class Block {
    /** How many blocks the cache's codec has read. */
    static final AtomicLong READ = new AtomicLong();

    private Block() {}

    /** A key from 0 to below {@code keys}, uniform over numbers in a row. */
    static int key(long number, int keys) {
        long mixed = number * 0x9E3779B97F4A7C15L;
        mixed = (mixed ^ (mixed >>> 32)) * 0xD6E8FEB86659FD93L;
        return (int) Long.remainderUnsigned(mixed ^ (mixed >>> 32), keys);
    }

    static CacheSettings<byte[]> settings(MemorySize cache) {
        return new CacheSettings<>("block", "block", new Codec(), cache, Duration.ZERO);
    }

    private static void change(byte[] block, long number) {
        block[(int) (number % block.length)]++;
    }

    /** The bytes, and how many they are. */
    private static final class Codec implements ValueCodec<byte[]> {
        private static final long serialVersionUID = 1L;

        @Override
        public int version() {
            return 1;
        }

        @Override
        public void write(byte[] value, DataOutputView out) throws IOException {
            out.writeInt(value.length);
            out.write(value);
        }

        @Override
        public byte[] read(int version, DataInputView in) throws IOException {
            READ.incrementAndGet();
            byte[] value = new byte[in.readInt()];
            in.readFully(value);
            return value;
        }

        @Override
        public byte[] copy(byte[] value) {
            return value.clone();
        }

        @Override
        public long memoryBytes(byte[] value) {
            return 16 + value.length;
        }
    }

    /** With cached state. */
    static final class Cached extends CachedFunction<Integer, Long, byte[], Long> {
        private static final long serialVersionUID = 1L;

        private final int bytes;

        Cached(int bytes) {
            this.bytes = bytes;
        }

        @Override
        public byte[] create() {
            return new byte[bytes];
        }

        @Override
        public void process(Long number, Context<Integer, byte[]> context, Collector<Long> out) throws Exception {
            change(context.value(), number);
        }
    }

    /** With Flink's value state and its serializer for arrays of bytes. */
    static final class Plain extends KeyedProcessFunction<Integer, Long, Long> {
        private static final long serialVersionUID = 1L;

        private final int bytes;
        private transient ValueState<byte[]> state;

        Plain(int bytes) {
            this.bytes = bytes;
        }

        @Override
        public void open(OpenContext context) {
            state = getRuntimeContext()
                    .getState(
                            new ValueStateDescriptor<>("block", PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO));
        }

        @Override
        public void processElement(Long number, Context context, Collector<Long> out) throws Exception {
            byte[] block = state.value();
            if (block == null) {
                block = new byte[bytes];
            }
            change(block, number);
            state.update(block);
        }
    }
}
