package io.millrace.common.window;

import io.millrace.common.window.WindowCase.Behaviour;
import io.millrace.common.window.WindowCase.Kind;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Random cases; the same seed makes the same case. */
final class WindowCases {
    private static final List<ZoneId> ZONES =
            List.of(ZoneId.of("Europe/Berlin"), ZoneId.of("America/New_York"), ZoneId.of("Asia/Kathmandu"));

    private final Kind kind;
    private final long seed;
    private final SplittableRandom random;

    private WindowCases(Kind kind, long seed) {
        this.kind = kind;
        this.seed = seed;
        random = new SplittableRandom(Evidence.mixed(seed) + kind.ordinal());
    }

    static WindowCase of(Kind kind, long seed) {
        return new WindowCases(kind, seed).make();
    }

    private WindowCase make() {
        List<WindowDefinition> definitions = definitions();
        boolean inOrder = kind.processingTime() || kind == Kind.COUNT || random.nextInt(5) == 0;
        Evidence.Algebra algebra = Evidence.Algebra.values()[random.nextInt(inOrder ? 3 : 2)];
        Duration early = early() ? Duration.ofMillis(5L * between(1, 6)) : Duration.ZERO;
        Behaviour behaviour = new Behaviour(lateness(), early, kind.processingTime(), algebra);
        WindowStreams streams = new WindowStreams(kind, random, definitions, behaviour, inOrder);
        return new WindowCase(
                kind,
                seed,
                definitions,
                behaviour,
                random.nextBoolean(),
                between(4, 32),
                between(1, 3),
                streams.steps());
    }

    private boolean early() {
        return switch (kind) {
            case EARLY, EARLY_DISORDERED, PROCESSING_TIME_EARLY -> true;
            default -> false;
        };
    }

    private Duration lateness() {
        if (kind.processingTime() || kind == Kind.COUNT || random.nextBoolean()) {
            return Duration.ZERO;
        }
        return isCalendar() ? Duration.ofHours(between(1, 60)) : Duration.ofMillis(between(1, 60));
    }

    private boolean isCalendar() {
        return kind == Kind.CALENDAR_UTC || kind == Kind.CALENDAR_ZONES;
    }

    private List<WindowDefinition> definitions() {
        return switch (kind) {
            case TUMBLING -> List.of(tumbling(1));
            case SLIDING -> List.of(sliding(1));
            case SESSION -> List.of(WindowDefinition.session(Duration.ofMillis(between(1, 30))));
            case COUNT -> List.of(count());
            case SEVERAL ->
                IntStream.range(0, between(2, 4)).mapToObj(i -> any()).toList();
            case CALENDAR_UTC -> List.of(utc());
            case CALENDAR_ZONES ->
                IntStream.range(0, between(1, 2)).mapToObj(i -> calendar()).toList();
            case EARLY ->
                IntStream.range(0, between(1, 2)).mapToObj(i -> fixed(1)).toList();
            case EARLY_DISORDERED ->
                IntStream.range(0, between(1, 2)).mapToObj(i -> any()).toList();
            case PROCESSING_TIME -> List.of(random.nextInt(3) == 0 ? clockSession() : fixed(5));
            case PROCESSING_TIME_EARLY -> List.of(fixed(5));
        };
    }

    private WindowDefinition any() {
        return random.nextInt(4) == 0 ? WindowDefinition.session(Duration.ofMillis(between(1, 20))) : fixed(1);
    }

    private WindowDefinition fixed(int unit) {
        return random.nextBoolean() ? tumbling(unit) : sliding(unit);
    }

    private WindowDefinition tumbling(int unit) {
        int size = between(1, 40);
        int offset = random.nextBoolean() ? 0 : between(1 - size, size - 1);
        return WindowDefinition.tumbling(
                Duration.ofMillis((long) size * unit), Duration.ofMillis((long) offset * unit));
    }

    /** Overlapping by a divisor, overlapping by anything, or with gaps. */
    private WindowDefinition sliding(int unit) {
        int slide = between(1, 12);
        int size =
                switch (random.nextInt(4)) {
                    case 0 -> between(1, slide);
                    case 1 -> slide * between(2, 8);
                    default -> between(slide, 60);
                };
        int offset = random.nextBoolean() ? 0 : between(1 - slide, slide - 1);
        return WindowDefinition.sliding(
                Duration.ofMillis((long) size * unit),
                Duration.ofMillis((long) slide * unit),
                Duration.ofMillis((long) offset * unit));
    }

    private WindowDefinition clockSession() {
        return WindowDefinition.session(Duration.ofMillis(5L * between(1, 6)));
    }

    private WindowDefinition count() {
        int size = between(1, 12);
        return random.nextInt(3) == 0
                ? WindowDefinition.count(size)
                : WindowDefinition.count(size, random.nextInt(4) == 0 ? size + between(1, 5) : between(1, size));
    }

    private WindowDefinition utc() {
        return switch (random.nextInt(3)) {
            case 0 -> WindowDefinition.calendar(CalendarUnit.WEEK, between(1, 4), 1, ZoneId.of("UTC"));
            case 1 -> WindowDefinition.calendar(CalendarUnit.DAY, between(1, 7), between(1, 3), ZoneOffset.UTC);
            default -> WindowDefinition.calendar(CalendarUnit.DAY, ZoneId.of("UTC"));
        };
    }

    private WindowDefinition calendar() {
        ZoneId zone = ZONES.get(random.nextInt(ZONES.size()));
        CalendarUnit unit = CalendarUnit.values()[random.nextInt(CalendarUnit.values().length)];
        return switch (unit) {
            case WEEK -> WindowDefinition.calendar(unit, between(1, 4), 1, zone);
            case DAY, MONTH -> {
                int slide = between(1, 3);
                yield WindowDefinition.calendar(unit, slide * between(1, 3), slide, zone);
            }
            case YEAR -> WindowDefinition.calendar(unit, zone);
        };
    }

    private int between(int least, int most) {
        return random.nextInt(least, most + 1);
    }
}
