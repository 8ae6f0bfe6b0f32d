package io.millrace.learners;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Makes, checks and tells of records whose components are {@link Parameter}s. */
public final class Parameters {
    private Parameters() {}

    /**
     * One parameter, for help, documentation and options.
     *
     * @param name with hyphens; within a record of parameters, after the record's name and a dot
     * @param type {@code int}, {@code long}, {@code size}, {@code double}, {@code boolean}, {@code text}, or the choices
     *     of an enum, with bars between
     * @param defaultValue as a user would write it
     * @param range such as {@code 0 to 1}; empty where there is none
     * @param help one sentence
     */
    public record Spec(String name, String type, String defaultValue, String range, String help) {}

    /** All parameters of such settings, in their order. */
    public static List<Spec> describe(Class<? extends Record> settings) {
        List<Spec> specs = new ArrayList<>();
        describe(settings, "", Map.of(), specs);
        return List.copyOf(specs);
    }

    /** Settings of defaults alone. */
    public static <S extends Record> S defaults(Class<S> settings) {
        return of(settings, Map.of());
    }

    /**
     * Settings of defaults, with these values in place of some.
     *
     * @param values by name, as a user writes them
     * @throws IllegalArgumentException when a name is unknown, or a value is of the wrong type or out of range
     */
    public static <S extends Record> S of(Class<S> settings, Map<String, String> values) {
        Map<String, String> left = new TreeMap<>(values);
        S made = make(settings, "", left);
        if (!left.isEmpty()) {
            String unknown = left.keySet().iterator().next();
            List<String> known = describe(settings).stream().map(Spec::name).toList();
            throw new IllegalArgumentException("there is no parameter " + unknown + "; there are " + known);
        }
        check(made);
        return made;
    }

    /** @throws IllegalArgumentException when a number is out of its range or NaN */
    public static void check(Record settings) {
        check(settings, "");
    }

    private static void check(Record settings, String prefix) {
        for (RecordComponent component : settings.getClass().getRecordComponents()) {
            Object value = value(settings, component);
            if (value instanceof Record nested) {
                check(nested, prefix + name(component) + ".");
            } else if (value instanceof Number number) {
                Parameter parameter = parameter(component);
                double x = number.doubleValue();
                boolean within =
                        x <= parameter.max() && (parameter.above() ? x > parameter.min() : x >= parameter.min());
                if (!within) {
                    throw new IllegalArgumentException(
                            prefix + name(component) + " is " + range(component, parameter) + ", not " + value);
                }
            }
        }
    }

    /** Values of settings by the parameters' names, as {@link #of} takes them. */
    public static Map<String, String> values(Record settings) {
        Map<String, String> values = new LinkedHashMap<>();
        values("", settings, values);
        return values;
    }

    private static void values(String prefix, Record settings, Map<String, String> into) {
        for (RecordComponent component : settings.getClass().getRecordComponents()) {
            Object value = value(settings, component);
            String name = prefix + name(component);
            if (value instanceof Record nested) {
                values(name + ".", nested, into);
            } else {
                into.put(name, value instanceof Enum<?> ? choice(value) : String.valueOf(value));
            }
        }
    }

    static void write(SnapshotWriter out, Record settings) {
        for (RecordComponent component : settings.getClass().getRecordComponents()) {
            Object value = value(settings, component);
            if (value instanceof Record nested) {
                write(out, nested);
            } else if (value instanceof Integer number) {
                out.writeInt(number);
            } else if (value instanceof Long number) {
                out.writeLong(number);
            } else if (value instanceof Double number) {
                out.writeDouble(number);
            } else if (value instanceof Boolean yes) {
                out.writeBoolean(yes);
            } else if (value instanceof Enum<?> choice) {
                out.writeText(choice.name());
            } else {
                out.writeText((String) value);
            }
        }
    }

    static <S extends Record> S read(SnapshotReader in, Class<S> settings) {
        RecordComponent[] components = settings.getRecordComponents();
        Object[] values = new Object[components.length];
        for (int i = 0; i < values.length; i++) {
            Class<?> type = components[i].getType();
            if (type.isRecord()) {
                values[i] = read(in, type.asSubclass(Record.class));
            } else if (type == int.class) {
                values[i] = in.readInt();
            } else if (type == long.class) {
                values[i] = in.readLong();
            } else if (type == double.class) {
                values[i] = in.readDouble();
            } else if (type == boolean.class) {
                values[i] = in.readBoolean();
            } else {
                String text = in.readText(name(components[i]));
                values[i] = type.isEnum() ? constant(type, text, name(components[i])) : text;
            }
        }
        return instance(settings, values);
    }

    private static <S extends Record> S make(Class<S> settings, String prefix, Map<String, String> left) {
        RecordComponent[] components = settings.getRecordComponents();
        Object[] values = new Object[components.length];
        for (int i = 0; i < values.length; i++) {
            Parameter parameter = parameter(components[i]);
            String name = prefix + name(components[i]);
            Class<?> type = components[i].getType();
            if (type.isRecord()) {
                nestedDefaults(parameter).forEach((key, value) -> left.putIfAbsent(name + "." + key, value));
                values[i] = make(type.asSubclass(Record.class), name + ".", left);
            } else {
                String text = left.remove(name);
                values[i] = parse(components[i], parameter, name, text == null ? parameter.value() : text.trim());
            }
        }
        return instance(settings, values);
    }

    private static Object parse(RecordComponent component, Parameter parameter, String name, String text) {
        Class<?> type = component.getType();
        try {
            if (type == int.class) {
                return Integer.parseInt(text);
            } else if (type == long.class) {
                return parameter.bytes() ? bytes(text) : Long.parseLong(text);
            } else if (type == double.class) {
                return Double.parseDouble(text);
            }
        } catch (NumberFormatException | ArithmeticException e) {
            throw new IllegalArgumentException(
                    name + " is " + range(component, parameter) + ", not \"" + text + "\"", e);
        }
        if (type == boolean.class) {
            if (!text.equals("true") && !text.equals("false")) {
                throw new IllegalArgumentException(name + " is true or false, not \"" + text + "\"");
            }
            return text.equals("true");
        }
        return type.isEnum() ? constant(type, text, name) : text;
    }

    private static long bytes(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        String[] units = {"gb", "mb", "kb", "b"};
        for (int i = 0; i < units.length; i++) {
            if (lower.endsWith(units[i])) {
                String number =
                        lower.substring(0, lower.length() - units[i].length()).trim();
                return Math.multiplyExact(Long.parseLong(number), 1L << 10 * (units.length - 1 - i));
            }
        }
        return Long.parseLong(lower);
    }

    private static Object constant(Class<?> type, String text, String name) {
        for (Object constant : type.getEnumConstants()) {
            if (choice(constant).equals(text) || ((Enum<?>) constant).name().equals(text)) {
                return constant;
            }
        }
        throw new IllegalArgumentException(name + " is " + choices(type) + ", not \"" + text + "\"");
    }

    private static String choice(Object constant) {
        return ((Enum<?>) constant).name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static String choices(Class<?> type) {
        List<String> choices = new ArrayList<>();
        for (Object constant : type.getEnumConstants()) {
            choices.add(choice(constant));
        }
        return String.join("|", choices);
    }

    private static void describe(
            Class<? extends Record> settings, String prefix, Map<String, String> defaults, List<Spec> into) {
        for (RecordComponent component : settings.getRecordComponents()) {
            Parameter parameter = parameter(component);
            String name = name(component);
            Class<?> type = component.getType();
            if (type.isRecord()) {
                Map<String, String> inner = new LinkedHashMap<>(nestedDefaults(parameter));
                defaults.forEach((key, value) -> {
                    if (key.startsWith(name + ".")) {
                        inner.put(key.substring(name.length() + 1), value);
                    }
                });
                describe(type.asSubclass(Record.class), prefix + name + ".", inner, into);
            } else {
                String range = Number.class.isAssignableFrom(boxed(type)) ? range(component, parameter) : "";
                String defaultValue = defaults.getOrDefault(name, parameter.value());
                into.add(new Spec(prefix + name, type(type, parameter), defaultValue, range, parameter.help()));
            }
        }
    }

    private static Class<?> boxed(Class<?> type) {
        return type == int.class || type == long.class || type == double.class ? Number.class : type;
    }

    private static String type(Class<?> type, Parameter parameter) {
        if (type.isEnum()) {
            return choices(type);
        } else if (type == String.class) {
            return "text";
        }
        return parameter.bytes() ? "size" : type.getName();
    }

    private static Map<String, String> nestedDefaults(Parameter parameter) {
        Map<String, String> defaults = new LinkedHashMap<>();
        for (String pair : parameter.value().split(" ")) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                defaults.put(pair.substring(0, equals), pair.substring(equals + 1));
            }
        }
        return defaults;
    }

    private static String range(RecordComponent component, Parameter parameter) {
        boolean real = component.getType() == double.class;
        String unit = parameter.bytes() ? "a size in bytes, kb or mb" : real ? "a number" : "a whole number";
        boolean below = parameter.min() == Double.NEGATIVE_INFINITY;
        boolean above = parameter.max() == Double.POSITIVE_INFINITY;
        String least = parameter.above() ? "above " + text(parameter.min()) : text(parameter.min());
        if (below && above) {
            return unit;
        } else if (above) {
            return unit + (parameter.above() ? " " + least : " of at least " + least);
        } else if (below) {
            return unit + " of at most " + text(parameter.max());
        }
        return unit
                + (parameter.above() ? " " + least + ", at most " : " from " + least + " to ")
                + text(parameter.max());
    }

    private static String text(double bound) {
        return bound == Math.rint(bound) && Math.abs(bound) < 1e15
                ? Long.toString((long) bound)
                : Double.toString(bound);
    }

    private static String name(RecordComponent component) {
        StringBuilder name = new StringBuilder();
        for (char c : component.getName().toCharArray()) {
            name.append(Character.isUpperCase(c) ? "-" + Character.toLowerCase(c) : String.valueOf(c));
        }
        return name.toString();
    }

    private static Parameter parameter(RecordComponent component) {
        Parameter parameter = component.getAnnotation(Parameter.class);
        if (parameter == null) {
            throw new IllegalStateException(component + " has no @Parameter");
        }
        return parameter;
    }

    private static Object value(Record settings, RecordComponent component) {
        try {
            component.getAccessor().setAccessible(true);
            return component.getAccessor().invoke(settings);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static <S extends Record> S instance(Class<S> settings, Object[] values) {
        RecordComponent[] components = settings.getRecordComponents();
        Class<?>[] types = new Class<?>[components.length];
        for (int i = 0; i < types.length; i++) {
            types[i] = components[i].getType();
        }
        try {
            Constructor<S> constructor = settings.getDeclaredConstructor(types);
            constructor.setAccessible(true);
            return constructor.newInstance(values);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof IllegalArgumentException refused) {
                throw refused;
            }
            throw new IllegalStateException(e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
