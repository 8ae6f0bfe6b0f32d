package io.millrace.common.window;

import io.millrace.common.window.WindowResult.Timing;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Windows as they are defined: every record is kept in every window it belongs to, and each result is made of all of them. */
final class WindowModel implements WindowEngine {
    private static final class Open {
        private long start;
        private long end;
        private final List<WindowEvent> events = new ArrayList<>();
        private boolean changed;
        private long panes;

        Open(long start, long end) {
            this.start = start;
            this.end = end;
        }
    }

    private final WindowCase windows;
    private final List<Map<String, List<Open>>> open = new ArrayList<>();
    private final List<Map<String, List<WindowEvent>>> counted = new ArrayList<>();
    private final List<Emitted> emitted = new ArrayList<>();
    private long now = Long.MIN_VALUE;

    WindowModel(WindowCase windows) {
        this.windows = windows;
        windows.definitions().forEach(definition -> {
            open.add(new TreeMap<>());
            counted.add(new TreeMap<>());
        });
    }

    @Override
    public void record(WindowEvent event) {
        for (int i = 0; i < open.size(); i++) {
            WindowDefinition definition = windows.definitions().get(i);
            if (definition instanceof WindowDefinition.Count count) {
                count(i, count, event);
            } else if (definition instanceof WindowDefinition.Session session) {
                session(i, session, event);
            } else {
                assign(i, ModelWindows.over(definition, event.time()), event);
            }
        }
    }

    private void count(int definition, WindowDefinition.Count count, WindowEvent event) {
        List<WindowEvent> all = counted.get(definition).computeIfAbsent(event.key(), key -> new ArrayList<>());
        all.add(event);
        if (all.size() % count.slide() == 0) {
            int first = (int) Math.max(0, all.size() - count.size());
            Evidence.Sums sums = sums(all.subList(first, all.size()));
            emitted.add(new Emitted(
                    WindowRow.of(definition, event.key(), first, all.size(), sums, Timing.ON_TIME, 0), event.time()));
        }
    }

    private void assign(int definition, List<ModelWindows.Span> spans, WindowEvent event) {
        List<Open> ofKey = open.get(definition).computeIfAbsent(event.key(), key -> new ArrayList<>());
        boolean dropped = true;
        for (ModelWindows.Span span : spans) {
            if (isGone(span.end())) {
                continue;
            }
            dropped = false;
            Open window = ofKey.stream()
                    .filter(other -> other.start == span.start())
                    .findFirst()
                    .orElse(null);
            if (window == null) {
                window = new Open(span.start(), span.end());
                ofKey.add(window);
            }
            add(definition, window, event);
        }
        if (dropped && isGone(event.time() + 1)) {
            emitted.add(Emitted.late(windows.sharedTag() ? -1 : definition, event, event.time()));
        }
    }

    private void session(int definition, WindowDefinition.Session session, WindowEvent event) {
        List<Open> ofKey = open.get(definition).computeIfAbsent(event.key(), key -> new ArrayList<>());
        Open merged = new Open(event.time(), event.time() + session.gap().toMillis());
        for (Iterator<Open> others = ofKey.iterator(); others.hasNext(); ) {
            Open other = others.next();
            if (other.start <= event.time() + session.gap().toMillis() && event.time() <= other.end) {
                merged.start = Math.min(merged.start, other.start);
                merged.end = Math.max(merged.end, other.end);
                merged.events.addAll(other.events);
                merged.panes += other.panes;
                others.remove();
            }
        }
        if (isGone(merged.end)) {
            emitted.add(Emitted.late(windows.sharedTag() ? -1 : definition, event, event.time()));
            return;
        }
        ofKey.add(merged);
        add(definition, merged, event);
    }

    private void add(int definition, Open window, WindowEvent event) {
        window.events.add(event);
        window.changed = true;
        if (window.end - 1 <= now) {
            emit(definition, window, Timing.LATE);
        }
    }

    private boolean isGone(long end) {
        long lateness = windows.behaviour().lateness().toMillis();
        return !windows.behaviour().processingTime() && end - 1 + lateness <= now;
    }

    @Override
    public void watermark(long time) {
        if (!windows.behaviour().processingTime()) {
            advance(time);
        }
    }

    @Override
    public void clock(long time) {
        if (windows.behaviour().processingTime()) {
            advance(time);
        }
    }

    private void advance(long time) {
        long before = now;
        now = Math.max(now, time);
        long early = windows.behaviour().early().toMillis();
        boolean tick = early > 0 && Math.floorDiv(before, early) < Math.floorDiv(now, early);
        for (int i = 0; i < open.size(); i++) {
            for (List<Open> ofKey : open.get(i).values()) {
                for (Open window : ofKey) {
                    if (window.end - 1 <= now) {
                        if (window.end - 1 > before) {
                            emit(i, window, Timing.ON_TIME);
                        }
                    } else if (tick && window.changed) {
                        emit(i, window, Timing.EARLY);
                    }
                }
                ofKey.removeIf(
                        window -> windows.behaviour().processingTime() ? window.end - 1 <= now : isGone(window.end));
            }
        }
    }

    private void emit(int definition, Open window, Timing timing) {
        WindowEvent any = window.events.get(0);
        Evidence.Sums sums = sums(window.events);
        emitted.add(new Emitted(
                WindowRow.of(definition, any.key(), window.start, window.end, sums, timing, window.panes),
                window.end - 1));
        window.changed = false;
        window.panes++;
    }

    private Evidence.Sums sums(List<WindowEvent> events) {
        Evidence.Algebra algebra = windows.behaviour().algebra();
        Evidence.Sums sums = new Evidence.Sums();
        sums.count = events.size();
        for (WindowEvent event : events) {
            sums.sum += event.value();
            sums.hash += Evidence.mixed(event.id() ^ Evidence.mixed(event.time()));
            sums.max = algebra == Evidence.Algebra.INVERTIBLE ? 0 : Math.max(sums.max, event.value());
            sums.chain = algebra == Evidence.Algebra.ORDERED ? Evidence.chained(sums.chain, event.id()) : 0;
        }
        return sums;
    }

    @Override
    public void restore(int parallelism) {}

    @Override
    public List<Emitted> drain() {
        List<Emitted> drained = List.copyOf(emitted);
        emitted.clear();
        return drained;
    }

    /** Windows by time that are not over for good; none is left at the end. */
    List<String> left() {
        List<String> left = new ArrayList<>();
        open.forEach(keys -> keys.forEach((key, ofKey) -> left.addAll(Collections.nCopies(ofKey.size(), key))));
        return left;
    }

    @Override
    public void close() {}
}
