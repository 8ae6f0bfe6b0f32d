package io.millrace.connectors.generator;

import io.millrace.common.codec.WireFormat;
import io.millrace.common.options.Durations;
import java.io.Serializable;
import java.time.Duration;
import java.util.Locale;

/**
 * What flows to make: how many devices, how fast, how bad. Immutable. The same specification and start always give the
 * same bytes, on any machine.
 *
 * <p>Flows are JSON {@code {"device":"dev-017","sent_at":1700000000000,"bytes":1432,"seq":123}}, CSV
 * {@code dev-017,1700000000000,1432,123}, or as text the bare {@code 1432}. {@code sent_at} is in milliseconds since the
 * epoch; {@code seq} counts a device's flows from 1, lost and malformed ones included.
 */
public final class FlowSpec implements Serializable {
    private static final long serialVersionUID = 1L;

    /** For {@link Builder#records}: without end. */
    public static final long ENDLESS = Long.MAX_VALUE;

    private final int devices;
    private final double rate;
    private final long records;
    private final long seed;
    private final WireFormat format;
    private final long dayNanos;
    private final double dayAmplitude;
    private final double burstShare;
    private final double burstFactor;
    private final long outageStartNanos;
    private final long outageNanos;
    private final int outageDevices;
    private final double disorderShare;
    private final long disorderNanos;
    private final double lateShare;
    private final long lateNanos;
    private final double malformedShare;

    private FlowSpec(Builder b) {
        devices = b.devices;
        rate = b.rate;
        records = b.records;
        seed = b.seed;
        format = b.format;
        dayNanos = b.dayLength.toNanos();
        dayAmplitude = b.dayAmplitude;
        burstShare = b.burstShare;
        burstFactor = b.burstFactor;
        outageStartNanos = b.outageStart.toNanos();
        outageNanos = b.outageDuration.toNanos();
        outageDevices = b.outageDevices;
        disorderShare = b.disorderShare;
        disorderNanos = b.disorderMaxDelay.toNanos();
        lateShare = b.lateShare;
        lateNanos = b.lateBy.toNanos();
        malformedShare = b.malformedShare;
    }

    /** Starts a specification: 50 devices, 1000 flows a second, without end, and nothing wrong with them. */
    public static Builder builder() {
        return new Builder();
    }

    /** A builder that holds all of this specification. */
    public Builder toBuilder() {
        return new Builder()
                .devices(devices)
                .rate(rate)
                .records(records)
                .seed(seed)
                .format(format)
                .day(Duration.ofNanos(dayNanos), dayAmplitude)
                .bursts(burstShare, burstFactor)
                .outage(Duration.ofNanos(outageStartNanos), Duration.ofNanos(outageNanos), outageDevices)
                .disorder(disorderShare, Duration.ofNanos(disorderNanos))
                .late(lateShare, Duration.ofNanos(lateNanos))
                .malformed(malformedShare);
    }

    public int devices() {
        return devices;
    }

    /** Flows a second of event time, the mean over whole days, lost ones included. */
    public double rate() {
        return rate;
    }

    /** How many are sent; {@link #ENDLESS} for no end. */
    public long records() {
        return records;
    }

    public long seed() {
        return seed;
    }

    public WireFormat format() {
        return format;
    }

    /** The name of a device by its number from 0: {@code dev-001} is number 0. */
    public String deviceName(int device) {
        int digits = Math.max(3, Integer.toString(devices).length());
        return String.format(Locale.ROOT, "dev-%0" + digits + "d", device + 1);
    }

    /** Whether a device is cut off so long after the start. */
    public boolean isOut(int device, long offsetNanos) {
        return device < outageDevices
                && offsetNanos >= outageStartNanos
                && offsetNanos - outageStartNanos < outageNanos;
    }

    long dayNanos() {
        return dayNanos;
    }

    double dayAmplitude() {
        return dayAmplitude;
    }

    double burstShare() {
        return burstShare;
    }

    double burstFactor() {
        return burstFactor;
    }

    double disorderShare() {
        return disorderShare;
    }

    long disorderNanos() {
        return disorderNanos;
    }

    double lateShare() {
        return lateShare;
    }

    /** How much later than it happened a late flow is sent. */
    long lateDelayNanos() {
        return disorderNanos + lateNanos;
    }

    double malformedShare() {
        return malformedShare;
    }

    /** A specification in the making. Every value out of range is an {@link IllegalArgumentException} that names it. */
    public static final class Builder {
        private int devices = 50;
        private double rate = 1000;
        private long records = ENDLESS;
        private long seed = 1;
        private WireFormat format = WireFormat.JSON;
        private Duration dayLength = Duration.ofDays(1);
        private double dayAmplitude;
        private double burstShare;
        private double burstFactor = 1;
        private Duration outageStart = Duration.ZERO;
        private Duration outageDuration = Duration.ZERO;
        private int outageDevices;
        private double disorderShare;
        private Duration disorderMaxDelay = Duration.ZERO;
        private double lateShare;
        private Duration lateBy = Duration.ZERO;
        private double malformedShare;

        private Builder() {}

        /** From 1 to 100,000. Each has a rate of its own, between a quarter and the double of the mean. */
        public Builder devices(int count) {
            check(count >= 1 && count <= 100_000, "devices must be from 1 to 100000: " + count);
            devices = count;
            return this;
        }

        /** Flows a second of event time, above 0 and at most 1e9. */
        public Builder rate(double perSecond) {
            check(perSecond > 0 && perSecond <= 1e9, "rate must be above 0 and at most 1e9: " + perSecond);
            rate = perSecond;
            return this;
        }

        /** How many are sent, from 0, malformed ones included and lost ones not; {@link #ENDLESS} for no end. */
        public Builder records(long count) {
            check(count >= 0, "records must be at least 0: " + count);
            records = count;
            return this;
        }

        public Builder seed(long value) {
            seed = value;
            return this;
        }

        public Builder format(WireFormat value) {
            format = value;
            return this;
        }

        /**
         * The shape of a day: the rate is {@code 1 + amplitude * sin} of the time of day, beginning at the mean and rising.
         *
         * @param length at least 1 second, so that a demo of a minute can show a day
         * @param amplitude from 0 (flat) to 0.95
         */
        public Builder day(Duration length, double amplitude) {
            check(
                    length.compareTo(Duration.ofSeconds(1)) >= 0 && length.compareTo(Duration.ofDays(365)) <= 0,
                    "day length must be from 1 s to 365 d: " + Durations.format(length));
            check(amplitude >= 0 && amplitude <= 0.95, "day amplitude must be from 0 to 0.95: " + amplitude);
            dayLength = length;
            dayAmplitude = amplitude;
            return this;
        }

        /**
         * Bursts: in each 24th of a day a device has, with a probability of {@code share}, one burst of a 288th of a day
         * during which it sends {@code factor} times as much. The mean rate stays.
         */
        public Builder bursts(double share, double factor) {
            checkShare("burst share", share);
            check(factor >= 1 && factor <= 1000, "burst factor must be from 1 to 1000: " + factor);
            burstShare = share;
            burstFactor = factor;
            return this;
        }

        /** Cuts off the first {@code count} devices for a time; their sequence numbers go on meanwhile. */
        public Builder outage(Duration start, Duration duration, int count) {
            check(!start.isNegative(), "outage start must not be negative: " + Durations.format(start));
            check(!duration.isNegative(), "outage duration must not be negative: " + Durations.format(duration));
            check(count >= 0, "outage devices must be at least 0: " + count);
            outageStart = start;
            outageDuration = duration;
            outageDevices = count;
            return this;
        }

        /** This share is sent up to {@code maxDelay} after it happened, evenly spread. */
        public Builder disorder(double share, Duration maxDelay) {
            checkShare("disorder share", share);
            check(!maxDelay.isNegative(), "disorder delay must not be negative: " + Durations.format(maxDelay));
            disorderShare = share;
            disorderMaxDelay = maxDelay;
            return this;
        }

        /**
         * This share is sent {@code by} after what disorder allows: so far behind a watermark that lags by the disorder's
         * maximum delay.
         */
        public Builder late(double share, Duration by) {
            checkShare("late share", share);
            check(!by.isNegative(), "late by must not be negative: " + Durations.format(by));
            lateShare = share;
            lateBy = by;
            return this;
        }

        /** This share is damaged: cut off, values of a wrong type, fields missing, not UTF-8, or empty. */
        public Builder malformed(double share) {
            checkShare("malformed share", share);
            malformedShare = share;
            return this;
        }

        /** @throws IllegalArgumentException when the shares make more than 1, or more devices are out than there are */
        public FlowSpec build() {
            double shares = malformedShare + lateShare + disorderShare;
            check(shares <= 1, "the shares of malformed, late and disordered flows must not exceed 1: " + shares);
            check(
                    outageDevices <= devices,
                    "outage devices must not exceed devices: " + outageDevices + " of " + devices);
            return new FlowSpec(this);
        }

        private static void checkShare(String name, double share) {
            check(share >= 0 && share <= 1, name + " must be from 0 to 1: " + share);
        }

        private static void check(boolean holds, String message) {
            if (!holds) {
                throw new IllegalArgumentException(message);
            }
        }
    }
}
