package io.millrace.common.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CodecsTest {
    private static <T> byte[] bytes(ValueCodec<T> codec, T value) throws IOException {
        DataOutputSerializer out = new DataOutputSerializer(16);
        codec.write(value, out);
        return out.getCopyOfBuffer();
    }

    private static DataInputDeserializer in(int... bytes) {
        byte[] array = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            array[i] = (byte) bytes[i];
        }
        return new DataInputDeserializer(array);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 1",
        "127, 1",
        "128, 2",
        "16383, 2",
        "16384, 3",
        "9223372036854775807, 9",
        "-1, 10",
        "-9223372036854775808, 10"
    })
    void unsignedIntegersTakeSevenBitsToAByte(long value, int size) throws IOException {
        DataOutputSerializer out = new DataOutputSerializer(16);
        Compact.writeUnsigned(out, value);
        assertThat(out.length()).isEqualTo(size);
        assertThat(Compact.readUnsigned(new DataInputDeserializer(out.getCopyOfBuffer())))
                .isEqualTo(value);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 1",
        "-1, 1",
        "63, 1",
        "-64, 1",
        "64, 2",
        "-65, 2",
        "9223372036854775807, 10",
        "-9223372036854775808, 10"
    })
    void signedIntegersAreShortNearZero(long value, int size) throws IOException {
        DataOutputSerializer out = new DataOutputSerializer(16);
        Compact.writeSigned(out, value);
        assertThat(out.length()).isEqualTo(size);
        assertThat(Compact.readSigned(new DataInputDeserializer(out.getCopyOfBuffer())))
                .isEqualTo(value);
    }

    /** 300 is 0b10_0101100: low seven bits first. */
    @Test
    void bytesByHand() throws IOException {
        assertThat(Compact.readUnsigned(in(0xAC, 0x02))).isEqualTo(300);
        assertThat(bytes(Codecs.longs(3), new long[] {-1, 0, 300})).containsExactly(3, 1, 0, 0xD8, 0x04);
        assertThat(bytes(Codecs.text(), "a\u00e9")).containsExactly(2, 'a', 0xE9, 0x01);
        assertThat(bytes(Codecs.doubles(1), new double[] {1})).containsExactly(1, 0x3F, 0xF0, 0, 0, 0, 0, 0, 0);
        assertThat(bytes(Codecs.list(Codecs.text(), 5), List.of("x"))).containsExactly(1, 1, 1, 'x');
    }

    @Test
    void moreThanSixtyFourBitsAreRefused() {
        int[] tenth = {255, 255, 255, 255, 255, 255, 255, 255, 255, 2};
        assertThatThrownBy(() -> Compact.readUnsigned(in(tenth)))
                .isInstanceOf(IOException.class)
                .hasMessage("an integer of more than 64 bits");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "plain", "\ud83d\ude00", "\ud83d alone", "\u0000\uffff"})
    void anyTextIsReadBack(String text) throws IOException {
        assertThat(Codecs.text().read(1, new DataInputDeserializer(bytes(Codecs.text(), text))))
                .isEqualTo(text);
    }

    /** On a heap that has no room for them. */
    @Test
    void lengthsThatAreNotThereTakeNoMemory() {
        int[] almostTwoToThe31 = {0xF0, 0xFF, 0xFF, 0xFF, 0x07, 1, 2, 3};
        assertThatThrownBy(() -> Compact.readText(in(almostTwoToThe31))).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> Compact.readBytes(in(almostTwoToThe31), Integer.MAX_VALUE))
                .isInstanceOf(IOException.class);
        ValueCodec<List<String>> lists = Codecs.list(Codecs.text(), Integer.MAX_VALUE);
        assertThatThrownBy(() -> lists.read(1, in(1, 0xF0, 0xFF, 0xFF, 0xFF, 0x07, 0, 0)))
                .isInstanceOf(IOException.class);
    }

    @Test
    void longerBytesAreReadInPieces() throws IOException {
        byte[] bytes = new byte[100_000];
        bytes[99_999] = 7;
        DataOutputSerializer out = new DataOutputSerializer(16);
        Compact.writeBytes(out, bytes);
        assertThat(Compact.readBytes(new DataInputDeserializer(out.getCopyOfBuffer()), 100_000))
                .isEqualTo(bytes);
        assertThatThrownBy(() -> Compact.readBytes(new DataInputDeserializer(out.getCopyOfBuffer()), 99_999))
                .isInstanceOf(IOException.class)
                .hasMessage("number of bytes is 0 to 99999, found 100000");
    }

    @Test
    void arraysHaveTheirLength() throws IOException {
        long[] three = {1, 2, 3};
        byte[] bytes = bytes(Codecs.longs(3), three);
        assertThat(Codecs.longs(3).read(1, new DataInputDeserializer(bytes))).isEqualTo(three);
        assertThatThrownBy(() -> Codecs.longs(4).read(1, new DataInputDeserializer(bytes)))
                .isInstanceOf(IOException.class)
                .hasMessage("length is 4, found 3");
        assertThatThrownBy(() -> bytes(Codecs.longs(2), three)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> bytes(Codecs.doubles(2), new double[1])).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> Codecs.doubles(-1)).hasMessage("length must be at least 0: -1");
        double[] numbers = {Double.NaN, -0.0, Double.MIN_VALUE};
        double[] read = Codecs.doubles(3).read(1, new DataInputDeserializer(bytes(Codecs.doubles(3), numbers)));
        assertThat(read).isEqualTo(numbers);
        assertThat(Codecs.longs(3).copy(three)).isEqualTo(three).isNotSameAs(three);
    }

    @Test
    void listsCopyTheirElements() throws IOException {
        ValueCodec<List<long[]>> codec = Codecs.list(Codecs.longs(1), 2);
        List<long[]> list = new ArrayList<>(List.of(new long[] {5}));
        List<long[]> copy = codec.copy(list);
        list.get(0)[0] = 6;
        assertThat(copy.get(0)).containsExactly(5);
        assertThat(codec.read(1, new DataInputDeserializer(bytes(codec, list))).get(0))
                .containsExactly(6);
        assertThatThrownBy(() -> codec.read(1, in(2, 1, 1, 4)))
                .isInstanceOf(IOException.class)
                .hasMessage("a part was written in version 2, and this job reads 1 to 1");
        assertThatThrownBy(() -> codec.read(1, in(1, 3))).hasMessage("number of elements is 0 to 2, found 3");
        assertThatThrownBy(() -> bytes(codec, List.of(new long[1], new long[1], new long[1])))
                .hasMessage("length is at most 2, found 3");
    }
}
