package io.millrace.local.evaluate;

import io.millrace.common.codec.DecodeException;
import io.millrace.learners.Classifier;
import io.millrace.learners.Schema;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds out what a column is, and then encodes its values. */
final class ColumnReader {
    private final String name;
    private final boolean target;
    private final boolean declaredNumeric;
    private final boolean declaredNominal;
    private final Map<String, Integer> codes = new HashMap<>();
    private boolean numeric = true;
    private boolean time = true;
    private String notANumber = "";
    private long missing;
    private long present;
    private boolean more;
    private double least = Double.POSITIVE_INFINITY;
    private double greatest = Double.NEGATIVE_INFINITY;

    ColumnReader(String name, boolean target, boolean declaredNumeric, boolean declaredNominal) {
        this.name = name;
        this.target = target;
        this.declaredNumeric = declaredNumeric;
        this.declaredNominal = declaredNominal;
    }

    String name() {
        return name;
    }

    boolean target() {
        return target;
    }

    /** Looks at one field; says what is wrong with it, or null. */
    @Nullable
    String look(String field, long line) {
        String text = field.strip();
        if (text.isEmpty()) {
            missing++;
            return target ? "the target, column " + DecodeException.excerpt(name) + ", is empty" : null;
        }
        present++;
        if (declaredNominal) {
            return null;
        }
        boolean number = (numeric || declaredNumeric) && Numbers.is(text);
        if (declaredNumeric) {
            boolean wrong = !number || target && !Double.isFinite(Double.parseDouble(text));
            return wrong
                    ? "column " + DecodeException.excerpt(name) + " holds numbers, found "
                            + DecodeException.excerpt(text)
                    : null;
        }
        if (numeric && !number) {
            numeric = false;
            notANumber = DecodeException.excerpt(text) + " in line " + line;
        }
        time = time && !number && Times.local(text) != null;
        return null;
    }

    Column.Kind kind() {
        if (declaredNominal) {
            return Column.Kind.NOMINAL;
        } else if (declaredNumeric || numeric) {
            return Column.Kind.NUMERIC;
        }
        return time ? Column.Kind.TIME : Column.Kind.NOMINAL;
    }

    /** How many features it makes. */
    int features() {
        return kind() == Column.Kind.TIME ? 3 : 1;
    }

    /** Sets the features of one field, and says where the next column's begin. */
    int encode(String field, double[] into, int at) {
        String text = field.strip();
        if (kind() == Column.Kind.TIME) {
            LocalDateTime local = Times.local(text);
            into[at] = local == null ? Double.NaN : Times.epochSeconds(text);
            into[at + 1] = local == null ? Double.NaN : local.toLocalTime().toSecondOfDay() / 3600.0;
            into[at + 2] = local == null ? Double.NaN : local.getDayOfWeek().getValue();
        } else if (text.isEmpty()) {
            into[at] = Double.NaN;
        } else {
            into[at] = kind() == Column.Kind.NUMERIC ? Double.parseDouble(text) : code(text, Schema.MAX_CATEGORIES);
        }
        if (into[at] < least) {
            least = into[at];
        }
        if (into[at] > greatest) {
            greatest = into[at];
        }
        return at + features();
    }

    /** Number of a label, by the order in which labels come; -1 where there are too many. */
    int label(String field) {
        int code = code(field.strip(), Classifier.MAX_CLASSES);
        return more ? -1 : code;
    }

    String tooManyClasses() {
        return "the target, column " + DecodeException.excerpt(name) + ", has more than " + Classifier.MAX_CLASSES
                + " classes; is --task regression meant?";
    }

    /** Names of the categories, by their number. */
    List<String> categories() {
        List<String> names = new ArrayList<>(java.util.Collections.nCopies(codes.size(), ""));
        codes.forEach((text, code) -> names.set(code, text));
        return names;
    }

    /** What was made of it, once all is encoded. */
    Column column() {
        String detail =
                switch (kind()) {
                    case NOMINAL -> categoriesInWords() + (notANumber.isEmpty() ? "" : "; no number: " + notANumber);
                    case TIME -> least <= greatest ? time(least) + " to " + time(greatest) : "";
                    case NUMERIC ->
                        present == 0
                                ? "nothing in it"
                                : target || least > greatest ? "" : number(least) + " to " + number(greatest);
                };
        return new Column(name, kind(), target, missing, detail);
    }

    private String categoriesInWords() {
        String what = target ? " classes" : " categories";
        return more
                ? "over " + codes.size() + what + ", the later ones taken for one"
                : codes.size() + (codes.size() == 1 ? what.replace("ies", "y").replace("sses", "ss") : what);
    }

    private int code(String text, int most) {
        Integer known = codes.get(text);
        if (known != null) {
            return known;
        }
        if (codes.size() == most) {
            more = true;
            return most - 1;
        }
        codes.put(text, codes.size());
        return codes.size() - 1;
    }

    private static String number(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e9
                ? Long.toString((long) value)
                : String.format(Locale.ROOT, "%.4g", value);
    }

    private static String time(double epochSeconds) {
        return LocalDateTime.ofEpochSecond((long) Math.floor(epochSeconds), 0, java.time.ZoneOffset.UTC)
                .toString()
                .replace('T', ' ');
    }
}
