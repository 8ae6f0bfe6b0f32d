package io.millrace.suite;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.properties.CanBeAnnotated;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.apache.flink.annotation.Experimental;
import org.apache.flink.annotation.Internal;
import org.apache.flink.annotation.Public;
import org.apache.flink.annotation.PublicEvolving;
import org.apache.flink.annotation.VisibleForTesting;

/** What of Flink a class uses that Flink may change or take away without notice. */
final class FlinkApi {
    private static final String FLINK = "org.apache.flink.";

    private FlinkApi() {}

    /** One use: by which top-level class, and of what. */
    record Use(String by, String of) implements Comparable<Use> {
        @Override
        public int compareTo(Use other) {
            return toString().compareTo(other.toString());
        }
    }

    /** Classes and members of Flink that are deprecated. */
    static Set<Use> deprecated(JavaClass user) {
        return uses(
                user,
                FlinkApi::isDeprecated,
                member -> DeprecatedFlags.onMember(
                        member.getOwner().getName(), member.getName(), member.getDescriptor()));
    }

    /** Classes and members that Flink declares internal, or visible for its tests alone. */
    static Set<Use> internal(JavaClass user) {
        return uses(user, FlinkApi::isInternal, FlinkApi::isMarkedInternal);
    }

    /** Holds for classes without a use other than these. */
    static ArchCondition<JavaClass> useNothing(String what, Function<JavaClass, Set<Use>> uses, Set<Use> butThese) {
        return new ArchCondition<>("use nothing of Flink that is " + what) {
            @Override
            public void check(JavaClass user, ConditionEvents events) {
                for (Use use : uses.apply(user)) {
                    events.add(new SimpleConditionEvent(
                            user, butThese.contains(use), use.by() + " uses " + use.of() + ", which is " + what));
                }
            }
        };
    }

    private static Set<Use> uses(
            JavaClass user, Function<JavaClass, Boolean> ofClass, Function<JavaMember, Boolean> ofMember) {
        String by = outermost(user).getName();
        Set<Use> found = new TreeSet<>();
        for (Dependency dependency : user.getDirectDependenciesFromSelf()) {
            JavaClass target = dependency.getTargetClass().getBaseComponentType();
            if (target.getName().startsWith(FLINK) && ofClass.apply(target)) {
                found.add(new Use(by, target.getName()));
            }
        }
        for (JavaAccess<?> access : user.getAccessesFromSelf()) {
            Optional<? extends JavaMember> member = access.getTarget().resolveMember();
            if (member.isPresent()
                    && member.get().getOwner().getName().startsWith(FLINK)
                    && ofMember.apply(member.get())) {
                found.add(new Use(
                        by,
                        member.get().getOwner().getName() + "." + member.get().getName()));
            }
        }
        return found;
    }

    private static JavaClass outermost(JavaClass nested) {
        return nested.getEnclosingClass().map(FlinkApi::outermost).orElse(nested);
    }

    private static boolean isDeprecated(JavaClass target) {
        return DeprecatedFlags.onClass(target.getName())
                || target.getEnclosingClass().map(FlinkApi::isDeprecated).orElse(false);
    }

    /** The runtime's classes are internal unless they say otherwise, others if they say so. */
    private static boolean isInternal(JavaClass target) {
        if (isMarkedInternal(target)) {
            return true;
        }
        if (isMarkedPublic(target)) {
            return false;
        }
        return target.getEnclosingClass()
                .map(FlinkApi::isInternal)
                .orElse(target.getName().startsWith(FLINK + "runtime."));
    }

    private static boolean isMarkedInternal(CanBeAnnotated target) {
        return target.isAnnotatedWith(Internal.class) || target.isAnnotatedWith(VisibleForTesting.class);
    }

    private static boolean isMarkedPublic(CanBeAnnotated target) {
        return target.isAnnotatedWith(Public.class)
                || target.isAnnotatedWith(PublicEvolving.class)
                || target.isAnnotatedWith(Experimental.class);
    }
}
