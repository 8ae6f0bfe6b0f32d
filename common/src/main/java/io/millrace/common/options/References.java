package io.millrace.common.options;

import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Replaces references to environment variables and files within values. What they stand for is never read again for more. */
final class References {
    private static final Pattern DOLLAR_BRACE = Pattern.compile("\\$?\\$\\{");
    private static final Pattern REFERENCE =
            Pattern.compile("\\$\\{(?:env:(?<name>[A-Za-z_][A-Za-z0-9_]*)|file:(?<path>[^}\\p{Cntrl}]+))}");

    private final Function<String, @Nullable String> environment;

    References(Function<String, @Nullable String> environment) {
        this.environment = environment;
    }

    static References ofProcess() {
        return new References(System::getenv);
    }

    /** @param referring whether there was a reference, an escaped one not counted */
    record Resolved(String text, boolean referring) {}

    /** @throws OptionException naming the key and the reference that leads nowhere, not the rest of the value */
    Resolved resolve(String key, String text) {
        Matcher start = DOLLAR_BRACE.matcher(text);
        Matcher reference = REFERENCE.matcher(text);
        StringBuilder resolved = new StringBuilder(text.length());
        boolean referring = false;
        int done = 0;
        while (start.find(done)) {
            resolved.append(text, done, start.start());
            if (start.group().length() == 3) {
                resolved.append("${");
                done = start.end();
            } else if (reference.region(start.start(), text.length()).lookingAt()) {
                resolved.append(lookUp(key, reference));
                referring = true;
                done = reference.end();
            } else {
                throw OptionException.of(
                        key
                                + ": it holds a ${ that begins neither ${env:NAME} nor ${file:/path}; write $${ for a plain one");
            }
        }
        return new Resolved(resolved.append(text, done, text.length()).toString(), referring);
    }

    private String lookUp(String key, Matcher reference) {
        String name = reference.group("name");
        if (name != null) {
            String value = environment.apply(name);
            if (value == null) {
                throw OptionException.of(key + ": " + reference.group() + ": the environment has no such variable");
            }
            return value;
        }
        try {
            return withoutLastLineBreak(TextFile.read(reference.group("path")));
        } catch (TextFile.UnreadableException e) {
            throw OptionException.of(key + ": " + reference.group() + ": " + e.reason());
        }
    }

    private static String withoutLastLineBreak(String text) {
        if (text.endsWith("\r\n")) {
            return text.substring(0, text.length() - 2);
        }
        return text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
    }
}
