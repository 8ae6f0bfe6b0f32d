package io.millrace.common.options;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Reads a small file of UTF-8 text and says in a few words why it cannot. */
final class TextFile {
    static final int LARGEST_BYTES = 1 << 20;

    private TextFile() {}

    /** The reason, without the path, as a message that can stand behind a colon. */
    static final class UnreadableException extends Exception {
        private static final long serialVersionUID = 1L;

        UnreadableException(String reason, Throwable cause) {
            super(reason, cause);
        }

        String reason() {
            return String.valueOf(getMessage());
        }
    }

    static String read(String name) throws UnreadableException {
        try {
            Path path = Path.of(name);
            if (Files.isDirectory(path)) {
                throw new IOException("it is a directory");
            }
            byte[] bytes;
            try (InputStream in = Files.newInputStream(path)) {
                bytes = in.readNBytes(LARGEST_BYTES + 1);
            }
            if (bytes.length > LARGEST_BYTES) {
                throw new IOException("it is larger than 1 MiB");
            }
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return text.startsWith("\uFEFF") ? text.substring(1) : text;
        } catch (InvalidPathException e) {
            throw new UnreadableException("not a file name", e);
        } catch (NoSuchFileException e) {
            throw new UnreadableException("no such file", e);
        } catch (AccessDeniedException e) {
            throw new UnreadableException("not permitted to read it", e);
        } catch (CharacterCodingException e) {
            throw new UnreadableException("it is not UTF-8 text", e);
        } catch (IOException e) {
            throw new UnreadableException(String.valueOf(e.getMessage()), e);
        }
    }
}
