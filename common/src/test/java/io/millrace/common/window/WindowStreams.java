package io.millrace.common.window;

import io.millrace.common.window.WindowCase.Arrival;
import io.millrace.common.window.WindowCase.Behaviour;
import io.millrace.common.window.WindowCase.Clock;
import io.millrace.common.window.WindowCase.Kind;
import io.millrace.common.window.WindowCase.Restore;
import io.millrace.common.window.WindowCase.Step;
import io.millrace.common.window.WindowCase.Watermark;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * Random streams: many keys of which some fall idle, disorder, lateness, gaps; time that creeps, stands still, jumps, and
 * goes to its end; and one or two restores somewhere in the middle.
 */
final class WindowStreams {
    private static final long HOUR = 3_600_000;

    private final Kind kind;
    private final SplittableRandom random;
    private final List<WindowDefinition> definitions;
    private final Behaviour behaviour;
    private final boolean inOrder;
    private final long unit;
    private final int keys;
    private final int disorder;
    private final int lag;
    private final List<Step> steps = new ArrayList<>();
    private final Set<String> begun = new HashSet<>();
    private long front;
    private long time;
    private long newest;
    private long ids;
    private int firstKey;

    WindowStreams(
            Kind kind,
            SplittableRandom random,
            List<WindowDefinition> definitions,
            Behaviour behaviour,
            boolean inOrder) {
        this.kind = kind;
        this.random = random;
        this.definitions = definitions;
        this.behaviour = behaviour;
        this.inOrder = inOrder;
        boolean calendar = kind == Kind.CALENDAR_UTC || kind == Kind.CALENDAR_ZONES;
        unit = calendar ? random.nextInt(1, 4) * HOUR / 2 : 1;
        keys = new int[] {1, 3, 8, 40}[random.nextInt(4)];
        disorder = inOrder ? 0 : new int[] {0, 5, 20, 100}[random.nextInt(4)];
        lag = inOrder ? 0 : random.nextInt(0, 20);
        front = begin(calendar);
        newest = Long.MIN_VALUE;
        time = front - lag * unit;
    }

    /** Around the epoch, long after it, or, for zones, where clocks change. */
    private long begin(boolean calendar) {
        if (calendar) {
            List<String> around = List.of(
                    "2026-03-27T11:30:00Z", "2026-10-22T03:00:00Z", "2023-12-20T00:00:00Z", "1970-01-02T00:00:00Z");
            return Instant.parse(around.get(random.nextInt(around.size()))).toEpochMilli();
        }
        if (kind.processingTime()) {
            return 5L * random.nextInt(0, 1000) + (kind == Kind.PROCESSING_TIME_EARLY ? 1 : 0);
        }
        long[] begins = {0, random.nextInt(2000), 1_767_225_600_000L + random.nextInt(1000), -random.nextInt(2000)};
        return begins[random.nextInt(kind == Kind.EARLY ? 3 : 4)];
    }

    List<Step> steps() {
        if (kind.processingTime()) {
            steps.add(new Clock(time));
        } else if (!behaviour.early().isZero()) {
            steps.add(new Watermark(time));
        }
        int rounds = random.nextInt(25, 60);
        int firstRestore = random.nextInt(rounds / 4, 3 * rounds / 4);
        int secondRestore = random.nextBoolean() ? firstRestore : random.nextInt(rounds / 4, rounds);
        for (int round = 0; round < rounds; round++) {
            records(random.nextInt(9));
            if (round == firstRestore || round == secondRestore) {
                steps.add(new Restore(random.nextInt(1, 4)));
                records(random.nextInt(4));
            }
            advance();
            firstKey += random.nextInt(12) == 0 ? 1 : 0;
        }
        end();
        return steps;
    }

    private void end() {
        if (kind.processingTime()) {
            steps.add(new Clock(time + 1_000_000));
            return;
        }
        steps.add(new Watermark(Long.MAX_VALUE));
        if (kind != Kind.EARLY && random.nextInt(3) == 0) {
            records(3);
        }
    }

    private void records(int number) {
        for (int i = 0; i < number; i++) {
            String key = "key-" + (firstKey + random.nextInt(random.nextInt(1, keys + 1)));
            long at = kind.processingTime() ? time : eventTime();
            if (kind != Kind.EARLY || suits(key, at)) {
                newest = Math.max(newest, at);
                steps.add(new Arrival(new WindowEvent(key, ids++, at, random.nextInt(0, 1000))));
            }
        }
    }

    private long eventTime() {
        long at = front + random.nextInt(0, 8) * unit;
        if (unit > 1) {
            at += random.nextInt(3) == 0 ? 0 : random.nextLong(unit);
        }
        if (inOrder) {
            return Math.max(newest, at);
        }
        at -= disorder == 0 || random.nextInt(3) > 0 ? 0 : random.nextInt(disorder) * unit;
        return kind == Kind.EARLY ? Math.max(0, at) : at;
    }

    /**
     * Flink's trigger begins to fire at the multiple of the interval that is next after the time of a window's first record,
     * and not next after the watermark; they differ for records far from it.
     */
    private boolean suits(String key, long at) {
        long interval = behaviour.early().toMillis();
        List<String> begins = new ArrayList<>();
        for (int i = 0; i < definitions.size(); i++) {
            for (ModelWindows.Span span : ModelWindows.over(definitions.get(i), at)) {
                if (span.end() - 1 > time) {
                    begins.add(i + " " + key + " " + span.start());
                }
            }
        }
        boolean next = Math.floorDiv(at, interval) == Math.floorDiv(time, interval);
        if (!next && !begun.containsAll(begins)) {
            return false;
        }
        begun.addAll(begins);
        return true;
    }

    private void advance() {
        if (kind.processingTime()) {
            clock();
            return;
        }
        front += random.nextInt(10) == 0 ? random.nextInt(200) * unit : random.nextInt(8) * unit;
        int what = random.nextInt(8);
        if (what == 0) {
            // Stands still: nothing comes, or the same watermark again.
            if (random.nextBoolean()
                    && (time > Long.MIN_VALUE && steps.stream().anyMatch(Watermark.class::isInstance))) {
                steps.add(new Watermark(time));
            }
            return;
        }
        long ahead = what == 1 ? random.nextInt(60) * unit : 0;
        time = Math.max(time, front + ahead - lag * unit);
        if (kind == Kind.EARLY) {
            front = Math.max(front, time);
        }
        steps.add(new Watermark(time));
    }

    /**
     * No record comes in the last millisecond of a window, nor at a multiple of the interval of early results: Flink's own
     * clock gives a result a millisecond after its time, and the harness's at its time.
     */
    private void clock() {
        boolean session = definitions.stream().anyMatch(WindowDefinition.Session.class::isInstance);
        long step = random.nextInt(10) == 0 ? random.nextInt(50) : random.nextInt(4);
        long begin = Math.floorDiv(time, 5) * 5 + 5 * step;
        if (kind == Kind.PROCESSING_TIME_EARLY) {
            time = Math.max(time, begin + random.nextInt(1, 4));
        } else {
            time = Math.max(time, session ? begin : begin + random.nextInt(4));
        }
        steps.add(new Clock(time));
    }
}
