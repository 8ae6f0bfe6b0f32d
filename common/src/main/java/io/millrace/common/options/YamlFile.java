package io.millrace.common.options;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/**
 * One YAML document as dotted keys. Scalars are kept by their text, so that {@code 1.50} stays what it was. The node tree is
 * walked, and not objects made from it, since only it has line numbers, and no content of a file can make an object.
 */
final class YamlFile {
    private static final int DEEPEST = 32;
    private static final int MOST_KEYS = 10_000;
    /** Enough to share a client's properties among sources and sinks; too few to multiply into much. */
    private static final int MOST_ALIASES = 20;

    private final String name;
    private final Map<String, RawValue> values = new LinkedHashMap<>();
    private final List<OptionException> problems = new ArrayList<>();
    private int visited;

    private YamlFile(String name) {
        this.name = name;
    }

    /** @throws OptionException one line per problem, each with file and line */
    static Map<String, RawValue> read(String name) {
        try {
            return parse(name, TextFile.read(name));
        } catch (TextFile.UnreadableException e) {
            throw OptionException.of("--config " + name + ": " + e.reason());
        }
    }

    static Map<String, RawValue> parse(String name, String text) {
        YamlFile file = new YamlFile(name);
        try {
            file.checkDepth(text);
            new Compose(settings(name)).composeString(text).ifPresent(file::top);
        } catch (MarkedYamlEngineException e) {
            throw OptionException.of(
                    e.getProblemMark().map(file::place).orElse(name) + ": not valid YAML: " + withoutContent(e));
        } catch (YamlEngineException e) {
            throw OptionException.of(
                    name + ": not valid YAML: " + String.valueOf(e.getMessage()).replaceAll("\\s+", " "));
        }
        if (!file.problems.isEmpty()) {
            throw OptionException.all(file.problems);
        }
        return file.values;
    }

    private static LoadSettings settings(String name) {
        return LoadSettings.builder()
                .setLabel(name)
                .setSchema(new CoreSchema())
                .setMaxAliasesForCollections(MOST_ALIASES)
                .setCodePointLimit(TextFile.LARGEST_BYTES)
                .build();
    }

    /** A node tree is built by recursion, events are not: without this a file of brackets would exhaust the stack. */
    private void checkDepth(String text) {
        int depth = 0;
        for (Event event : new Parse(settings(name)).parseString(text)) {
            switch (event.getEventId()) {
                case MappingStart, SequenceStart -> depth++;
                case MappingEnd, SequenceEnd -> depth--;
                default -> {}
            }
            if (depth > DEEPEST) {
                throw OptionException.of(event.getStartMark().map(this::place).orElse(name) + ": nested deeper than "
                        + DEEPEST + " levels");
            }
        }
    }

    /** What begins with an asterisk or exclamation mark may be a secret that was not quoted. */
    private static String withoutContent(MarkedYamlEngineException e) {
        String problem = String.valueOf(e.getProblem());
        if (problem.contains("undefined alias")) {
            return "an alias (*) without its anchor (&)";
        }
        if (problem.contains("another document")) {
            return "a second document (---) where one belongs";
        }
        return problem.contains("tag handle") ? "a tag (!) that is not known" : problem;
    }

    private void top(Node node) {
        if (node instanceof MappingNode map) {
            flatten("", map, 0);
        } else if (!isNull(node)) {
            refuse(node, "a map of options belongs here");
        }
    }

    private void flatten(String prefix, MappingNode map, int depth) {
        // A map that holds itself, by its alias, has no end.
        if (depth > DEEPEST) {
            throw OptionException.of(name + ": nested deeper than " + DEEPEST + " levels");
        }
        for (NodeTuple tuple : map.getValue()) {
            if (++visited > MOST_KEYS) {
                throw OptionException.of(name + ": more than " + MOST_KEYS + " keys");
            }
            if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                refuse(tuple.getKeyNode(), "a key must be text");
            } else if (key.getValue().isBlank()) {
                refuse(key, "an empty key" + (prefix.isEmpty() ? "" : " beneath " + prefix));
            } else {
                String path = prefix.isEmpty() ? key.getValue() : prefix + "." + key.getValue();
                value(path, key, tuple.getValueNode(), depth);
            }
        }
    }

    private void value(String path, Node key, Node node, int depth) {
        if (hasOwnTag(node)) {
            refuse(node, OptionException.quote(path) + " has a tag (!) that is not known");
        } else if (node instanceof MappingNode map && !map.getValue().isEmpty()) {
            flatten(path, map, depth + 1);
        } else if (node instanceof MappingNode || isNull(node)) {
            put(path, key, RawValue.nothing(origin(key)));
        } else if (node instanceof ScalarNode scalar) {
            put(path, key, RawValue.one(scalar.getValue(), origin(key)));
        } else if (node instanceof SequenceNode list) {
            list(path, key, list);
        } else {
            refuse(node, OptionException.quote(path) + " holds something else than text, a list or a map");
        }
    }

    private void list(String path, Node key, SequenceNode list) {
        List<String> parts = new ArrayList<>();
        for (Node element : list.getValue()) {
            if (element instanceof ScalarNode scalar && !isNull(element) && !hasOwnTag(element)) {
                parts.add(scalar.getValue());
            } else {
                refuse(element, OptionException.quote(path) + " is a list with an element that is not text");
                return;
            }
        }
        put(path, key, RawValue.list(parts, origin(key)));
    }

    private void put(String path, Node key, RawValue value) {
        RawValue first = values.putIfAbsent(path, value);
        if (first != null) {
            refuse(key, OptionException.quote(path) + " is there twice, first at " + first.origin());
        }
    }

    private static boolean hasOwnTag(Node node) {
        return !node.getTag().getValue().startsWith(Tag.PREFIX);
    }

    private static boolean isNull(Node node) {
        return node instanceof ScalarNode && node.getTag().equals(Tag.NULL);
    }

    private void refuse(Node node, String problem) {
        problems.add(OptionException.of(node.getStartMark().map(this::place).orElse(name) + ": " + problem));
    }

    private String origin(Node node) {
        return name
                + node.getStartMark().map(mark -> ":" + (mark.getLine() + 1)).orElse("");
    }

    private String place(Mark mark) {
        return name + ":" + (mark.getLine() + 1) + ":" + (mark.getColumn() + 1);
    }
}
