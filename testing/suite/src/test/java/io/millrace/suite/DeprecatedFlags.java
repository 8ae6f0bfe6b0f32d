package io.millrace.suite;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.FieldVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * What is deprecated by its Javadoc alone: the compiler leaves a flag in the class file and no annotation. Flink has many
 * such methods.
 */
final class DeprecatedFlags {
    private static final String OF_CLASS = "";
    private static final Map<String, Set<String>> CACHE = new ConcurrentHashMap<>();

    private DeprecatedFlags() {}

    static boolean onClass(String className) {
        return flags(className).contains(OF_CLASS);
    }

    /** @param descriptor as in class files, such as {@code (J)V} */
    static boolean onMember(String className, String name, String descriptor) {
        return flags(className).contains(name + descriptor);
    }

    private static Set<String> flags(String className) {
        return CACHE.computeIfAbsent(className, DeprecatedFlags::read);
    }

    private static Set<String> read(String className) {
        String resource = className.replace('.', '/') + ".class";
        try (InputStream in = DeprecatedFlags.class.getClassLoader().getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("not on the class path: " + className);
            }
            Collector collector = new Collector();
            new ClassReader(in).accept(collector, ClassReader.SKIP_CODE | ClassReader.SKIP_DEBUG);
            return collector.found;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class Collector extends ClassVisitor {
        private final Set<String> found = new HashSet<>();

        Collector() {
            super(Opcodes.ASM9);
        }

        private void add(int access, String member) {
            if ((access & Opcodes.ACC_DEPRECATED) != 0) {
                found.add(member);
            }
        }

        @Override
        public void visit(int version, int access, String name, String signature, String parent, String[] interfaces) {
            add(access, OF_CLASS);
        }

        @Override
        public FieldVisitor visitField(int access, String name, String descriptor, String signature, Object value) {
            add(access, name + descriptor);
            return null;
        }

        @Override
        public MethodVisitor visitMethod(
                int access, String name, String descriptor, String signature, String[] exceptions) {
            add(access, name + descriptor);
            return null;
        }
    }
}
