package io.millrace.connectors.generator;

/**
 * How much a split's devices send when: time is cut into slices, 1440 a day and at least a millisecond long, within which
 * rates are constant. Which device a flow is from is drawn by Walker's alias method (Walker, An efficient method for
 * generating discrete random variables with general distributions, 1977, doi 10.1145/355744.355749).
 */
final class TrafficShape {
    private static final int SLICES_A_DAY = 1440;
    private static final int SLICES_AN_HOUR = 60;
    private static final int SLICES_A_BURST = 5;

    private final FlowSpec spec;
    private final DeviceShare share;
    private final long sliceNanos;
    private final double[] rates;
    private final int[] alias;
    /** Of 2^32: how often a slot that was hit stands for itself. */
    private final long[] keep;

    private final int[] small;
    private final int[] large;
    private double spacingNanos;

    TrafficShape(FlowSpec spec, DeviceShare share) {
        this.spec = spec;
        this.share = share;
        sliceNanos = Math.max(1_000_000, spec.dayNanos() / SLICES_A_DAY);
        rates = new double[share.size()];
        alias = new int[share.size()];
        keep = new long[share.size()];
        small = new int[share.size()];
        large = new int[share.size()];
    }

    long sliceNanos() {
        return sliceNanos;
    }

    /** Nanoseconds between two flows of the split in the slice last entered. */
    double spacingNanos() {
        return spacingNanos;
    }

    /** Computes rates for a slice. */
    void enter(long slice) {
        double total = 0;
        for (int slot = 0; slot < rates.length; slot++) {
            rates[slot] = share.weight(slot) * burst(share.device(slot), slice);
            total += rates[slot];
        }
        double meanBurst = 1 + spec.burstShare() * (spec.burstFactor() - 1) * SLICES_A_BURST / SLICES_AN_HOUR;
        double perSecond = spec.rate() * share.shareOfAll() * shape(slice) * total / (share.totalWeight() * meanBurst);
        spacingNanos = 1e9 / perSecond;
        prepareDraws(total);
    }

    /** A device's slot for 64 random bits. */
    int draw(long random) {
        int slot = (int) ((random >>> 32) * alias.length >>> 32);
        return (random & 0xFFFFFFFFL) < keep[slot] ? slot : alias[slot];
    }

    private double shape(long slice) {
        double middle = (slice * sliceNanos + sliceNanos / 2) % spec.dayNanos();
        return 1 + spec.dayAmplitude() * StrictMath.sin(2 * Math.PI * middle / spec.dayNanos());
    }

    private double burst(int device, long slice) {
        if (spec.burstShare() == 0) {
            return 1;
        }
        long random = FlowRandom.of(spec.seed(), device, slice / SLICES_AN_HOUR);
        if (FlowRandom.toDouble(random) >= spec.burstShare()) {
            return 1;
        }
        long start = FlowRandom.of(random, device, 0) >>> 1;
        long into = slice % SLICES_AN_HOUR - start % (SLICES_AN_HOUR - SLICES_A_BURST + 1);
        return into >= 0 && into < SLICES_A_BURST ? spec.burstFactor() : 1;
    }

    /** Vose's construction of the alias table. */
    private void prepareDraws(double total) {
        int n = rates.length;
        int smalls = 0;
        int larges = 0;
        for (int slot = 0; slot < n; slot++) {
            rates[slot] *= n / total;
            if (rates[slot] < 1) {
                small[smalls++] = slot;
            } else {
                large[larges++] = slot;
            }
        }
        while (smalls > 0 && larges > 0) {
            int less = small[--smalls];
            int more = large[--larges];
            keep[less] = (long) (rates[less] * 0x1.0p32);
            alias[less] = more;
            rates[more] -= 1 - rates[less];
            if (rates[more] < 1) {
                small[smalls++] = more;
            } else {
                large[larges++] = more;
            }
        }
        while (larges > 0) {
            keepAlways(large[--larges]);
        }
        while (smalls > 0) {
            keepAlways(small[--smalls]);
        }
    }

    private void keepAlways(int slot) {
        keep[slot] = 1L << 32;
        alias[slot] = slot;
    }
}
