package io.millrace.jobs.traffic;

import io.millrace.common.window.WindowDefinition;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** The monitor's results computed the slow way: all records in memory, each window filtered out of them. */
final class NaiveMonitor {
    /** What is expected of one window; the fields that are compared exactly. */
    record Expected(
            String key,
            String window,
            long start,
            long end,
            long count,
            double total,
            double min,
            double max,
            long lost,
            double stddev,
            double delayMean) {}

    private record Span(long start, long end) {}

    private NaiveMonitor() {}

    static List<Expected> monitor(List<Flow> flows, WindowSpec spec) {
        Map<String, List<Flow>> byKey = new TreeMap<>();
        flows.forEach(flow ->
                byKey.computeIfAbsent(flow.key(), k -> new ArrayList<>()).add(flow));
        List<Expected> all = new ArrayList<>();
        byKey.forEach((key, own) -> {
            Map<Long, Long> lastByEnd = new TreeMap<>();
            for (Span span : spans(own, spec)) {
                List<Flow> inside = own.stream()
                        .filter(f -> f.time() >= span.start && f.time() < span.end)
                        .toList();
                long last = inside.stream().mapToLong(Flow::sequence).max().orElseThrow();
                long first = inside.stream().mapToLong(Flow::sequence).min().orElseThrow();
                long before = lastByEnd.entrySet().stream()
                        .filter(e -> e.getKey() <= span.start)
                        .max(Map.Entry.comparingByKey())
                        .map(Map.Entry::getValue)
                        .orElse(Long.MAX_VALUE);
                lastByEnd.put(span.end, last);
                long from = before < first ? before + 1 : first;
                double mean = inside.stream().mapToDouble(Flow::value).average().orElseThrow();
                all.add(new Expected(
                        key,
                        spec.label(),
                        span.start,
                        span.end,
                        inside.size(),
                        inside.stream().mapToDouble(Flow::value).sum(),
                        inside.stream().mapToDouble(Flow::value).min().orElseThrow(),
                        inside.stream().mapToDouble(Flow::value).max().orElseThrow(),
                        Math.max(0, last - from + 1 - inside.size()),
                        Math.sqrt(inside.stream()
                                .mapToDouble(f -> (f.value() - mean) * (f.value() - mean))
                                .average()
                                .orElseThrow()),
                        inside.stream()
                                .mapToLong(f -> f.arrival() - f.time())
                                .average()
                                .orElseThrow()));
            }
        });
        return all;
    }

    private static List<Span> spans(List<Flow> flows, WindowSpec spec) {
        if (spec.definition() instanceof WindowDefinition.Session session) {
            return sessions(flows, session.gap().toMillis());
        }
        if (spec.definition() instanceof WindowDefinition.Calendar calendar) {
            return days(flows, calendar.zone());
        }
        WindowDefinition.Sliding sliding = (WindowDefinition.Sliding) spec.definition();
        long size = sliding.size().toMillis();
        long slide = sliding.slide().toMillis();
        TreeSet<Long> starts = new TreeSet<>();
        for (Flow flow : flows) {
            for (long start = Math.floorDiv(flow.time(), slide) * slide; start > flow.time() - size; start -= slide) {
                starts.add(start);
            }
        }
        return starts.stream().map(start -> new Span(start, start + size)).toList();
    }

    private static List<Span> days(List<Flow> flows, ZoneId zone) {
        return flows.stream()
                .map(flow -> Instant.ofEpochMilli(flow.time()).atZone(zone).toLocalDate())
                .distinct()
                .sorted()
                .map(day -> new Span(
                        day.atStartOfDay(zone).toInstant().toEpochMilli(),
                        day.plusDays(1).atStartOfDay(zone).toInstant().toEpochMilli()))
                .toList();
    }

    private static List<Span> sessions(List<Flow> flows, long gap) {
        List<Long> times =
                flows.stream().map(Flow::time).sorted(Comparator.naturalOrder()).toList();
        List<Span> spans = new ArrayList<>();
        long start = times.get(0);
        for (int i = 1; i <= times.size(); i++) {
            // two records less than or exactly a gap apart touch, as Flink's sessions do
            if (i == times.size() || times.get(i) - times.get(i - 1) > gap) {
                spans.add(new Span(start, times.get(i - 1) + gap));
                start = i < times.size() ? times.get(i) : 0;
            }
        }
        return spans;
    }
}
