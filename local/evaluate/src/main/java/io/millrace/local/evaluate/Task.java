package io.millrace.local.evaluate;

import io.millrace.learners.LearnerType;
import java.util.List;
import java.util.Locale;

/** What learners are evaluated at. */
public enum Task {
    CLASSIFICATION(LearnerType.Role.CLASSIFIER),
    REGRESSION(LearnerType.Role.REGRESSOR);

    private final LearnerType.Role role;

    Task(LearnerType.Role role) {
        this.role = role;
    }

    /** What learners of this task are. */
    public LearnerType.Role role() {
        return role;
    }

    /** Its name on the command line. */
    public String title() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** @throws IllegalArgumentException when there is none of that name */
    public static Task of(String name) {
        for (Task task : values()) {
            if (task.title().equals(name)) {
                return task;
            }
        }
        throw new IllegalArgumentException("--task is "
                + String.join(
                        " or ", List.of(values()).stream().map(Task::title).toList()) + ", not \"" + name + "\"");
    }
}
