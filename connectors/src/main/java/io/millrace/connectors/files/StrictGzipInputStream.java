package io.millrace.connectors.files;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * A gzip stream of one or several members that never ends early in silence. The JDK's looks for a further member only if
 * {@code available()} promises bytes, which streams from object stores do not, and takes a damaged one for the end.
 */
final class StrictGzipInputStream extends GZIPInputStream {
    private static final int TRAILER = 8;
    private static final int BUFFER = 1 << 16;

    StrictGzipInputStream(InputStream in) throws IOException {
        super(new KnowsItsEnd(in), BUFFER);
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        int read = super.read(bytes, offset, length);
        if (read < 0 && (inf.getRemaining() > TRAILER || in.read() >= 0)) {
            throw new ZipException("bytes after the end of the gzip data that are no gzip data");
        }
        return read;
    }

    private static final class KnowsItsEnd extends FilterInputStream {
        KnowsItsEnd(InputStream in) {
            super(new PushbackInputStream(in, 1));
        }

        @Override
        public int available() throws IOException {
            int promised = in.available();
            if (promised > 0) {
                return promised;
            }
            int next = in.read();
            if (next < 0) {
                return 0;
            }
            ((PushbackInputStream) in).unread(next);
            return 1;
        }
    }
}
