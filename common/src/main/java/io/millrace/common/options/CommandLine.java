package io.millrace.common.options;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Arguments taken apart; nothing is known about their keys yet. */
record CommandLine(List<String> configFiles, Map<String, RawValue> values, List<OptionException> problems) {
    private static final String ORIGIN = "command line";

    static CommandLine read(String... args) {
        CommandLine line = new CommandLine(new ArrayList<>(), new LinkedHashMap<>(), new ArrayList<>());
        String previous = "";
        for (int i = 0; i < args.length; i++) {
            String arg = args[i];
            if (!arg.startsWith("--")) {
                line.problems.add(stray(i, arg, previous));
                continue;
            }
            int equals = arg.indexOf('=');
            String key = arg.substring(2, equals < 0 ? arg.length() : equals);
            previous = key;
            if (equals >= 0) {
                line.put(i, key, arg.substring(equals + 1));
            } else if (i + 1 < args.length && !args[i + 1].startsWith("--")) {
                line.put(i, key, args[i + 1]);
                i++;
            } else {
                line.problems.add(withoutValue(i, key));
            }
        }
        return line;
    }

    private void put(int index, String key, String value) {
        if (key.isBlank()) {
            problems.add(emptyKey(index));
        } else if (!key.equals("config")) {
            values.put(key, RawValue.one(value, ORIGIN));
        } else if (value.isBlank()) {
            problems.add(OptionException.of("--config needs the name of a YAML file"));
        } else {
            configFiles.add(value);
        }
    }

    private static OptionException withoutValue(int index, String key) {
        return key.isBlank()
                ? emptyKey(index)
                : OptionException.of("--" + shortened(key)
                        + " needs a value: --key value, or --key=value for one that begins with --");
    }

    private static OptionException emptyKey(int index) {
        return OptionException.of("argument " + (index + 1) + " has an empty key; options are --key value");
    }

    /** A word behind a value may be the rest of a secret whose blanks were not quoted, so it is not shown. */
    private static OptionException stray(int index, String arg, String previous) {
        String what = previous.isEmpty()
                ? OptionException.quote(arg) + " is not an option"
                : "a stray word behind --" + shortened(previous) + "; quote a value that holds blanks";
        return OptionException.of("argument " + (index + 1) + ": " + what + "; options are --key value");
    }

    private static String shortened(String key) {
        String quoted = OptionException.quote(key);
        return quoted.substring(1, quoted.length() - 1);
    }
}
