package io.millrace.connectors.generator;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/** How many flows of each kind a generator has sent or lost so far, by device number from 0. Immutable. */
public final class FlowCounts {
    private static final int KINDS = FlowKind.values().length;

    private final long[] counts;

    private FlowCounts(long[] counts) {
        this.counts = counts;
    }

    /** The flows of this kind of one device. */
    public long of(int device, FlowKind kind) {
        return counts[device * KINDS + kind.ordinal()];
    }

    /** The flows of this kind of all devices. */
    public long of(FlowKind kind) {
        long sum = 0;
        for (int i = kind.ordinal(); i < counts.length; i += KINDS) {
            sum += counts[i];
        }
        return sum;
    }

    /** Flows sent that can be decoded: punctual, disordered and late. */
    public long good() {
        return of(FlowKind.PUNCTUAL) + of(FlowKind.DISORDERED) + of(FlowKind.LATE);
    }

    /** A device's flows sent that can be decoded. */
    public long good(int device) {
        return of(device, FlowKind.PUNCTUAL) + of(device, FlowKind.DISORDERED) + of(device, FlowKind.LATE);
    }

    /** All that were sent: good and malformed. */
    public long sent() {
        return good() + of(FlowKind.MALFORMED);
    }

    public int devices() {
        return counts.length / KINDS;
    }

    /** The sum of this and another count of as many devices. */
    public FlowCounts plus(FlowCounts other) {
        long[] sum = counts.clone();
        for (int i = 0; i < sum.length; i++) {
            sum[i] += other.counts[i];
        }
        return new FlowCounts(sum);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FlowCounts that && Arrays.equals(counts, that.counts);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(counts);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("FlowCounts[");
        for (FlowKind kind : FlowKind.values()) {
            text.append(kind).append('=').append(of(kind)).append(' ');
        }
        return text.append("devices=").append(devices()).append(']').toString();
    }

    /** Counts as they grow. */
    static final class Tally {
        private final DeviceShare share;
        private final int devices;
        private final long[] counts;

        Tally(DeviceShare share, int devices) {
            this.share = share;
            this.devices = devices;
            this.counts = new long[share.size() * KINDS];
        }

        void count(int slot, FlowKind kind) {
            counts[slot * KINDS + kind.ordinal()]++;
        }

        FlowCounts counts() {
            long[] all = new long[devices * KINDS];
            for (int slot = 0; slot < share.size(); slot++) {
                System.arraycopy(counts, slot * KINDS, all, share.device(slot) * KINDS, KINDS);
            }
            return new FlowCounts(all);
        }

        void write(DataOutput out) throws IOException {
            for (long count : counts) {
                out.writeLong(count);
            }
        }

        void read(DataInput in) throws IOException {
            for (int i = 0; i < counts.length; i++) {
                counts[i] = in.readLong();
            }
        }
    }
}
