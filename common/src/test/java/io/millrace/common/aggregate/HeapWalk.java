package io.millrace.common.aggregate;

import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;

/** The bytes of an object and all that it alone refers to: headers of 12, references of 4, all rounded up to 8. */
final class HeapWalk {
    private static final Map<Class<?>, Integer> PRIMITIVES = Map.of(
            boolean.class,
            1,
            byte.class,
            1,
            char.class,
            2,
            short.class,
            2,
            int.class,
            4,
            float.class,
            4,
            long.class,
            8,
            double.class,
            8);

    private HeapWalk() {}

    static long bytes(Object root) throws IllegalAccessException {
        Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        Deque<Object> open = new ArrayDeque<>();
        open.add(root);
        long bytes = 0;
        while (!open.isEmpty()) {
            Object next = open.remove();
            if (!(next instanceof Enum<?>) && !(next instanceof Class<?>) && seen.add(next)) {
                bytes += next.getClass().isArray() ? array(next, open) : object(next, open);
            }
        }
        return bytes;
    }

    private static long array(Object array, Deque<Object> open) {
        int length = Array.getLength(array);
        if (array instanceof Object[] elements) {
            for (Object element : elements) {
                if (element != null) {
                    open.add(element);
                }
            }
        }
        Class<?> type = array.getClass().getComponentType();
        return rounded(16 + (long) length * PRIMITIVES.getOrDefault(type, 4));
    }

    private static long object(Object object, Deque<Object> open) throws IllegalAccessException {
        long bytes = 12;
        for (Class<?> type = object.getClass(); type != null; type = type.getSuperclass()) {
            for (Field field : type.getDeclaredFields()) {
                if (Modifier.isStatic(field.getModifiers())) {
                    continue;
                }
                bytes += PRIMITIVES.getOrDefault(field.getType(), 4);
                if (!field.getType().isPrimitive()) {
                    field.setAccessible(true);
                    Object value = field.get(object);
                    if (value != null) {
                        open.add(value);
                    }
                }
            }
        }
        return rounded(bytes);
    }

    private static long rounded(long bytes) {
        return bytes + 7 & ~7L;
    }
}
