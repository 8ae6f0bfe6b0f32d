package io.millrace.common.options;

import java.util.ArrayList;
import java.util.List;

/** A job's options as text for people: for the terminal and for the documentation. */
public final class OptionsReference {
    private static final int WIDTH = 100;
    private static final String INDENT = "      ";

    private OptionsReference() {}

    /** What {@code --help} prints: per group every option with type, range, default and meaning; lines of at most 100. */
    public static String help(String title, OptionSet options) {
        StringBuilder help = new StringBuilder();
        wrap(help, "", title);
        help.append('\n');
        wrap(
                help,
                "",
                "Options are given as --key value or in a YAML file, --config FILE; the command line counts over"
                        + " files, a later file over an earlier one. ${env:NAME} and ${file:/path} in a value stand for an"
                        + " environment variable and a file's content.");
        for (OptionSet.Group group : options.groups()) {
            help.append('\n').append(group.title()).append('\n');
            for (Option<?> option : told(group, options)) {
                wrap(help, "  ", "--" + shownKey(option) + " (" + option.typeAndRange() + ")");
                wrap(help, INDENT, option.description());
                wrap(help, INDENT, presence(option));
            }
            List<String> others = toldElsewhere(group, options);
            if (!others.isEmpty()) {
                wrap(help, "  ", "As those below --" + group.like() + ": --" + String.join(", --", others));
            }
        }
        return help.toString();
    }

    private static List<Option<?>> told(OptionSet.Group group, OptionSet all) {
        List<Option<?>> told = new ArrayList<>(group.options());
        told.removeIf(option -> group.isToldOf(option, all));
        return told;
    }

    private static List<String> toldElsewhere(OptionSet.Group group, OptionSet all) {
        return group.options().stream()
                .filter(option -> group.isToldOf(option, all))
                .map(OptionsReference::shownKey)
                .toList();
    }

    /** A section of Markdown with one table per group. */
    public static String markdown(String title, OptionSet options) {
        return markdown(title, options, options.groups());
    }

    /** A section of Markdown with a table for each of some groups of a set. */
    public static String markdown(String title, OptionSet options, List<OptionSet.Group> groups) {
        StringBuilder page = new StringBuilder("# ").append(cell(title)).append('\n');
        for (OptionSet.Group group : groups) {
            page.append("\n## ").append(cell(group.title())).append("\n\n");
            page.append("| key | type | default | meaning |\n|---|---|---|---|\n");
            told(group, options).forEach(option -> page.append(row(option)));
            List<String> others = toldElsewhere(group, options);
            if (!others.isEmpty()) {
                page.append("\nAs those below `")
                        .append(group.like())
                        .append("`: `")
                        .append(String.join("`, `", others))
                        .append("`.\n");
            }
        }
        return page.toString();
    }

    private static String row(Option<?> option) {
        return "| `" + shownKey(option) + "` | " + cell(option.typeAndRange()) + " | " + markdownDefault(option) + " | "
                + cell(option.description())
                + (option.isSecret() ? " A secret: only with `${env:NAME}` or `${file:/path}`." : "") + " |\n";
    }

    private static String shownKey(Option<?> option) {
        return option.isMap() ? option.key() + ".NAME" : option.key();
    }

    private static String presence(Option<?> option) {
        String secret = option.isSecret() ? " Secret: only with ${env:NAME} or ${file:/path}." : "";
        if (option.isRequired()) {
            return "Required." + secret;
        }
        if (option.isMap()) {
            return "Default: none." + secret;
        }
        return option.defaultText()
                        .map(text -> "Default: " + (text.isEmpty() ? "empty" : visible(text)))
                        .orElse("No default.")
                + secret;
    }

    private static String markdownDefault(Option<?> option) {
        if (option.isRequired()) {
            return "**required**";
        }
        String text = option.isMap() ? "" : option.defaultText().orElse("");
        if (text.isEmpty()) {
            return option.isMap() || option.defaultText().isEmpty() ? "none" : "empty";
        }
        String fence = text.contains("`") ? "``" : "`";
        String pad = text.contains("`") || text.isBlank() ? " " : "";
        return fence + pad + visible(text).replace("|", "\\|") + pad + fence;
    }

    private static String cell(String text) {
        return text.replaceAll("\\s+", " ").replace("|", "\\|").replace("<", "&lt;");
    }

    private static String visible(String text) {
        String quoted = OptionException.quote(text);
        return quoted.substring(1, quoted.length() - 1);
    }

    private static void wrap(StringBuilder out, String indent, String text) {
        String deeper = indent.isEmpty() ? "" : INDENT;
        String line = indent;
        boolean empty = true;
        for (String word : words(text, WIDTH - INDENT.length())) {
            if (!empty && line.length() + 1 + word.length() > WIDTH) {
                out.append(line).append('\n');
                line = deeper;
                empty = true;
            }
            line = empty ? line + word : line + " " + word;
            empty = false;
        }
        if (!empty) {
            out.append(line).append('\n');
        }
    }

    private static List<String> words(String text, int longest) {
        List<String> words = new ArrayList<>();
        for (String word : text.trim().split("\\s+", -1)) {
            String rest = word;
            while (rest.length() > longest) {
                words.add(rest.substring(0, longest));
                rest = rest.substring(longest);
            }
            words.add(rest);
        }
        return words;
    }
}
