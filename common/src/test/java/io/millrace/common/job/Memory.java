package io.millrace.common.job;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** What tests hand to {@link LinesConnector} and get from {@link MemoryConnector}, and what both were asked, in order. */
final class Memory {
    static final Map<String, List<LinesSplit>> INPUTS = new ConcurrentHashMap<>();
    static final Map<String, List<String>> OUTPUTS = new ConcurrentHashMap<>();
    static final List<String> CALLS = new CopyOnWriteArrayList<>();

    private Memory() {}

    static void clear() {
        INPUTS.clear();
        OUTPUTS.clear();
        CALLS.clear();
    }

    static List<String> output(String name) {
        return OUTPUTS.computeIfAbsent(name, n -> new CopyOnWriteArrayList<>());
    }
}
