package io.millrace.local.evaluate;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.csv.CsvFactory;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import io.millrace.common.codec.DecodeException;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * Rows of a CSV file (RFC 4180, UTF-8, with a header; gzip by its first bytes, whatever the name). Empty lines are passed
 * over. All methods throw {@link BadFileException}.
 */
public final class CsvRows implements AutoCloseable {
    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private final Path file;
    private final char delimiter;
    private final CsvParser parser;
    private final List<String> header;
    private final String[] fields;
    private long line;

    /** Opens a file and reads its header. */
    public CsvRows(Path file, char delimiter) {
        this.file = file;
        this.delimiter = delimiter;
        try {
            this.parser = CsvFactory.builder()
                    .enable(CsvParser.Feature.WRAP_AS_ARRAY)
                    .build()
                    .createParser(open(file));
        } catch (IOException e) {
            throw broken(e);
        }
        parser.setSchema(CsvSchema.emptySchema().withColumnSeparator(delimiter));
        this.header = List.copyOf(readHeader());
        this.fields = new String[header.size()];
    }

    /** Names of the columns. */
    public List<String> header() {
        return header;
    }

    /** Line on which the current row begins, from 1. */
    long line() {
        return line;
    }

    /** One field of the current row, as it is written. */
    public String field(int column) {
        return fields[column];
    }

    /** Goes to the next row; false where there is none. */
    public boolean next() {
        try {
            while (startRow()) {
                int count = 0;
                String first = "";
                JsonToken token = parser.nextToken();
                for (; token == JsonToken.VALUE_STRING || token == JsonToken.VALUE_NULL; token = parser.nextToken()) {
                    String text = token == JsonToken.VALUE_NULL ? "" : parser.getText();
                    if (count < fields.length) {
                        fields[count] = text;
                    }
                    first = count == 0 ? text : first;
                    count++;
                }
                boolean blank = count == 0 || count == 1 && first.isBlank();
                if (!blank || fields.length == 1) {
                    checkCount(count);
                    return true;
                }
            }
            return false;
        } catch (IOException e) {
            throw broken(e);
        }
    }

    /** The problem with one field of the current row. Reads the file anew up to there, to find its column. */
    BadFileException problem(int column, String what) {
        try (CsvRows again = new CsvRows(file, delimiter)) {
            do {
                again.startRow();
            } while (again.line < line);
            for (int i = 0; i <= column; i++) {
                again.parser.nextToken();
            }
            JsonLocation at = again.parser.currentTokenLocation();
            return BadFileException.at(file, at.getLineNr(), at.getColumnNr(), what);
        } catch (IOException e) {
            throw broken(e);
        }
    }

    @Override
    public void close() {
        try {
            parser.close();
        } catch (IOException e) {
            throw broken(e);
        }
    }

    private boolean startRow() throws IOException {
        JsonToken token = parser.nextToken();
        while (token != null && token != JsonToken.START_ARRAY) {
            token = parser.nextToken();
        }
        line = parser.currentLocation().getLineNr();
        return token != null;
    }

    private void checkCount(int count) {
        if (count != fields.length) {
            throw BadFileException.at(
                    file, line, "expected " + fields.length + " fields, as in the header; found " + count);
        }
    }

    private List<String> readHeader() {
        List<String> names = new ArrayList<>();
        try {
            parser.nextToken();
            if (startRow()) {
                for (JsonToken token = parser.nextToken();
                        token == JsonToken.VALUE_STRING || token == JsonToken.VALUE_NULL;
                        token = parser.nextToken()) {
                    names.add(
                            token == JsonToken.VALUE_NULL
                                    ? ""
                                    : parser.getText().strip());
                }
            }
        } catch (IOException e) {
            throw broken(e);
        }
        if (names.isEmpty() || names.size() == 1 && names.get(0).isEmpty()) {
            throw BadFileException.at(file, "it is empty; a header and rows are expected");
        }
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < names.size(); i++) {
            if (names.get(i).isEmpty()) {
                throw BadFileException.at(file, 1, "column " + (i + 1) + " has no name");
            }
            if (!seen.add(names.get(i))) {
                throw BadFileException.at(file, 1, "two columns are named " + DecodeException.excerpt(names.get(i)));
            }
        }
        return names;
    }

    private static Reader open(Path file) throws IOException {
        InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
        try {
            in.mark(2);
            boolean gzip = in.read() == 0x1F && in.read() == 0x8B;
            in.reset();
            InputStream plain = gzip ? new GZIPInputStream(in, 1 << 16) : in;
            // A new decoder refuses what is not UTF-8, in place of putting question marks there.
            BufferedReader reader =
                    new BufferedReader(new InputStreamReader(plain, StandardCharsets.UTF_8.newDecoder()), 1 << 16);
            reader.mark(1);
            if (reader.read() != BYTE_ORDER_MARK) {
                reader.reset();
            }
            return reader;
        } catch (IOException e) {
            in.close();
            throw e;
        }
    }

    private BadFileException broken(IOException e) {
        if (e instanceof NoSuchFileException) {
            return BadFileException.at(file, "no such file");
        } else if (e instanceof AccessDeniedException) {
            return BadFileException.at(file, "not permitted to read it");
        } else if (Files.isDirectory(file)) {
            return BadFileException.at(file, "it is a directory");
        } else if (e instanceof CharacterCodingException) {
            return NotUtf8.find(file);
        } else if (e instanceof EOFException) {
            return BadFileException.at(file, "the gzip file is cut off, after line " + line);
        } else if (e instanceof ZipException) {
            return BadFileException.at(file, "the gzip file is damaged, after line " + line + ": " + e.getMessage());
        } else if (e instanceof JsonProcessingException wrong) {
            String what = String.valueOf(wrong.getOriginalMessage());
            return BadFileException.at(
                    file, line, what.startsWith("Missing closing quote") ? "a quote is opened and not closed" : what);
        }
        return BadFileException.at(file, String.valueOf(e.getMessage()));
    }

    /** Where a file stops being UTF-8: read byte by byte, and only once it is known that it does. */
    private static final class NotUtf8 {
        static BadFileException find(Path file) {
            long line = 1;
            try (InputStream raw = new BufferedInputStream(Files.newInputStream(file))) {
                raw.mark(2);
                boolean gzip = raw.read() == 0x1F && raw.read() == 0x8B;
                raw.reset();
                InputStream in = gzip ? new GZIPInputStream(raw) : new BufferedInputStream(raw);
                java.io.ByteArrayOutputStream bytes = new java.io.ByteArrayOutputStream();
                for (int next = in.read(); ; next = in.read()) {
                    if (next == '\n' || next < 0) {
                        int column = wrongAt(bytes.toByteArray());
                        if (column > 0 || next < 0) {
                            return BadFileException.at(file, line, Math.max(1, column), "it is not UTF-8 text");
                        }
                        bytes.reset();
                        line++;
                    } else {
                        bytes.write(next);
                    }
                }
            } catch (IOException e) {
                return BadFileException.at(file, line, "it is not UTF-8 text");
            }
        }

        /** Column, in characters from 1, of the first byte that is wrong; 0 where none is. */
        private static int wrongAt(byte[] bytes) {
            java.nio.CharBuffer chars = java.nio.CharBuffer.allocate(bytes.length + 1);
            java.nio.charset.CoderResult result =
                    StandardCharsets.UTF_8.newDecoder().decode(java.nio.ByteBuffer.wrap(bytes), chars, true);
            return result.isError() ? chars.position() + 1 : 0;
        }
    }
}
