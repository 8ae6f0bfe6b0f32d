package io.millrace.connectors.generator;

import io.millrace.common.options.Option;
import io.millrace.common.options.Options;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** The options of source {@code generator}. */
final class GeneratorOptions {
    final Option<Double> rate;
    final Option<Double> eventRate;
    final Option<Long> records;
    final Option<Instant> start;
    final Option<Long> seed;
    final Option<Integer> devices;
    final Option<Integer> splits;
    final Option<Duration> dayLength;
    final Option<Double> dayAmplitude;
    final Option<Double> burstShare;
    final Option<Double> burstFactor;
    final Option<Duration> outageStart;
    final Option<Duration> outageDuration;
    final Option<Integer> outageDevices;
    final Option<Double> disorderShare;
    final Option<Duration> disorderMaxDelay;
    final Option<Double> lateShare;
    final Option<Duration> lateBy;
    final Option<Double> malformedShare;

    GeneratorOptions(String prefix) {
        String own = prefix + ".generator.";
        rate = Options.decimal(own + "rate")
                .atLeast(0)
                .atMost(1e9)
                .defaultsTo(0, "Records a second, over all subtasks, as the mean of a day; 0 for as fast as possible.");
        eventRate = Options.decimal(own + "event-rate")
                .above(0)
                .atMost(1e9)
                .optional("Records a second of event time. The rate by default, and 100000 at full speed.");
        records = Options.longInteger(own + "records")
                .atLeast(0)
                .optional("How many records, malformed ones included; without end by default.");
        start = Options.instant(own + "start")
                .optional("Event time of the first record; when the job starts by default.");
        seed = Options.longInteger(own + "seed").defaultsTo(1, "The same seed gives the same records.");
        devices = Options.integer(own + "devices").atLeast(1).atMost(100_000).defaultsTo(50, "How many devices send.");
        splits = Options.integer(own + "splits")
                .atLeast(1)
                .atMost(10_000)
                .defaultsTo(
                        12,
                        "Over how many splits the devices are spread, at most one for each device. Not more subtasks than"
                                + " splits have something to do. It is part of what the records are.");
        dayLength = Options.duration(own + "day.length")
                .atLeast(Duration.ofSeconds(1))
                .atMost(Duration.ofDays(365))
                .defaultsTo(Duration.ofDays(1), "Length of a day in event time, so that a short demo can show one.");
        dayAmplitude = share(own + "day.amplitude", 0.95, "How far the rate goes up and down over a day.");
        burstShare = share(own + "bursts.share", 1, "Probability of a burst, for each device and 24th of a day.");
        burstFactor = Options.decimal(own + "bursts.factor")
                .atLeast(1)
                .atMost(1000)
                .defaultsTo(6, "How many times as much a device sends in a burst of a 288th of a day.");
        outageStart = Options.duration(own + "outage.start")
                .defaultsTo(Duration.ZERO, "When the outage begins, in event time after the start.");
        outageDuration = Options.duration(own + "outage.duration")
                .defaultsTo(Duration.ZERO, "How long the first devices are cut off; their sequence numbers go on.");
        outageDevices = Options.integer(own + "outage.devices")
                .atLeast(0)
                .defaultsTo(3, "How many devices the outage cuts off; not more than there are.");
        disorderShare = share(own + "disorder.share", 1, "Share of records that are sent later than they happened.");
        disorderMaxDelay = Options.duration(own + "disorder.max-delay")
                .atMost(Duration.ofDays(1))
                .defaultsTo(Duration.ofSeconds(1), "How much later at most.");
        lateShare = share(own + "late.share", 1, "Share of records that are sent later than that.");
        lateBy = Options.duration(own + "late.by")
                .atMost(Duration.ofDays(1))
                .defaultsTo(Duration.ofSeconds(10), "How long after disorder.max-delay late records are sent.");
        malformedShare = share(
                own + "malformed.share",
                1,
                "Share of records that no decoder takes: cut off, wrong types, missing fields, not UTF-8, empty.");
    }

    private static Option<Double> share(String key, double most, String description) {
        return Options.decimal(key).atLeast(0).atMost(most).defaultsTo(0, description);
    }

    List<Option<?>> all() {
        return List.of(
                rate,
                eventRate,
                records,
                start,
                seed,
                devices,
                splits,
                dayLength,
                dayAmplitude,
                burstShare,
                burstFactor,
                outageStart,
                outageDuration,
                outageDevices,
                disorderShare,
                disorderMaxDelay,
                lateShare,
                lateBy,
                malformedShare);
    }
}
