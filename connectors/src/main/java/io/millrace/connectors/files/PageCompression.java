package io.millrace.connectors.files;

import com.github.luben.zstd.Zstd;
import java.io.IOException;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.compression.CompressionCodecFactory;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.xerial.snappy.Snappy;

/** Compresses Parquet pages without Hadoop's codec classes, around which Parquet's own factory is built. */
final class PageCompression implements CompressionCodecFactory {
    @Override
    public BytesInputCompressor getCompressor(CompressionCodecName codec) {
        return switch (codec) {
            case UNCOMPRESSED -> new Compressor(codec, bytes -> bytes);
            case SNAPPY -> new Compressor(codec, Snappy::compress);
            case ZSTD -> new Compressor(codec, Zstd::compress);
            default -> throw new IllegalArgumentException("codec must be uncompressed, snappy or zstd: " + codec);
        };
    }

    @Override
    public BytesInputDecompressor getDecompressor(CompressionCodecName codec) {
        throw new UnsupportedOperationException("only writes");
    }

    @Override
    public void release() {}

    private interface Compression {
        byte[] apply(byte[] bytes) throws IOException;
    }

    private record Compressor(CompressionCodecName codec, Compression compression) implements BytesInputCompressor {
        @Override
        public BytesInput compress(BytesInput bytes) throws IOException {
            return codec == CompressionCodecName.UNCOMPRESSED
                    ? bytes
                    : BytesInput.from(compression.apply(bytes.toByteArray()));
        }

        @Override
        public CompressionCodecName getCodecName() {
            return codec;
        }

        @Override
        public void release() {}
    }
}
