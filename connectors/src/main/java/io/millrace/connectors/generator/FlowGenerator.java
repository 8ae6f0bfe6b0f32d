package io.millrace.connectors.generator;

import io.millrace.connectors.generator.FlowCounts.Tally;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * Makes the flows of a {@link FlowSpec} one after the other, in the order in which they are sent:
 *
 * <pre>{@code
 * FlowGenerator flows = new FlowGenerator(spec, System.currentTimeMillis());
 * long start = System.nanoTime();
 * while (flows.next()) {
 *     waitUntil(start + flows.sendOffsetNanos());
 *     send(flows.bytes());
 * }
 * }</pre>
 *
 * <p>Not for several threads. A flow costs no allocation. A generator that was written and read back goes on with exactly
 * the flows that would have come.
 */
public final class FlowGenerator {
    private static final int LATE_BIT = 63;
    private static final int SLOT_SHIFT = 32;
    private static final double UNIT = 0x1.0p-32;
    private static final int UNLIMITED_DRAWS = Integer.MAX_VALUE;

    private final FlowSpec spec;
    private final DeviceShare share;
    private final TrafficShape shape;
    private final FlowWriter writer;
    private final long startMillis;
    private final int split;
    private final int splits;
    private final long malformedBelow;
    private final long lateBelow;
    private final long disorderedBelow;

    private FlowRandom random;
    private long slice;
    private double inSlice;
    private long created;
    private final long[] sequences;
    private final HeldFlows held = new HeldFlows();
    private final Tally tally;
    // The flow that was drawn and not sent yet.
    private boolean drawn;
    private int drawnSlot;
    private boolean drawnMalformed;
    private long drawnOffset;
    private long drawnSequence;
    private long drawnDetail;
    // The flow that was sent last.
    private long sendOffset;
    private long timeMillis;
    private int slot;
    private long sequence;
    private FlowKind kind = FlowKind.PUNCTUAL;

    /** All flows of a specification. @param startMillis when the first happens, milliseconds since the epoch */
    public FlowGenerator(FlowSpec spec, long startMillis) {
        this(spec, startMillis, 0, 1);
    }

    /**
     * The flows of some of the devices: those of all splits together are all devices'.
     *
     * @param split from 0 to below {@code splits}
     * @param splits from 1 to the number of devices
     */
    public FlowGenerator(FlowSpec spec, long startMillis, int split, int splits) {
        if (splits < 1 || splits > spec.devices() || split < 0 || split >= splits) {
            throw new IllegalArgumentException("split must be from 0 to below splits, and splits from 1 to "
                    + spec.devices() + " devices: split " + split + " of " + splits);
        }
        this.spec = spec;
        this.startMillis = startMillis;
        this.split = split;
        this.splits = splits;
        share = DeviceShare.of(spec, split, splits);
        shape = new TrafficShape(spec, share);
        writer = new FlowWriter(spec, share);
        sequences = new long[share.size()];
        tally = new Tally(share, spec.devices());
        random = new FlowRandom(FlowRandom.of(spec.seed(), split, splits));
        malformedBelow = Math.round(spec.malformedShare() * 0x1.0p32);
        lateBelow = malformedBelow + Math.round(spec.lateShare() * 0x1.0p32);
        disorderedBelow = lateBelow + Math.round(spec.disorderShare() * 0x1.0p32);
        shape.enter(0);
        inSlice = shape.spacingNanos() * random.nextDouble();
        intoSlice();
    }

    /** Makes the next flow. @return false when all have been sent */
    public boolean next() {
        settle(UNLIMITED_DRAWS);
        if (drawn && drawnOffset <= held.nextSend()) {
            sendDrawn();
            return true;
        }
        if (held.isEmpty()) {
            return false;
        }
        sendHeld();
        return true;
    }

    /** When the flow that {@link #next()} will make is sent, after the start; {@link Long#MAX_VALUE} when there is none. */
    public long nextSendOffsetNanos() {
        settle(UNLIMITED_DRAWS);
        return Math.min(drawn ? drawnOffset : Long.MAX_VALUE, held.nextSend());
    }

    /** When the flow is sent, after the start. It never decreases from flow to flow. */
    public long sendOffsetNanos() {
        return sendOffset;
    }

    /** When the flow happened, milliseconds since the epoch. */
    public long timeMillis() {
        return timeMillis;
    }

    public int device() {
        return share.device(slot);
    }

    public String deviceName() {
        return spec.deviceName(device());
    }

    public long sequence() {
        return sequence;
    }

    public FlowKind kind() {
        return kind;
    }

    /** Holds the flow's bytes from its beginning, until {@link #next()} is called; not to be changed. */
    public byte[] buffer() {
        return writer.buffer();
    }

    /** How many bytes of the buffer are the flow's. */
    public int length() {
        return writer.length();
    }

    /** A copy of the flow's bytes. */
    public byte[] bytes() {
        return Arrays.copyOf(writer.buffer(), writer.length());
    }

    /** What was sent and lost so far; what is held back for later is in neither. */
    public FlowCounts counts() {
        return tally.counts();
    }

    /**
     * Looks for the next flow, past no more lost ones than given, so that a long outage of all devices takes no long time
     * at once. @return false when there is more to look through
     */
    boolean settle(int maxDraws) {
        int left = maxDraws;
        while (!drawn && created < share.records() && held.nextSend() > offset()) {
            if (left-- == 0) {
                return false;
            }
            draw();
        }
        return true;
    }

    private long offset() {
        return slice * shape.sliceNanos() + (long) inSlice;
    }

    private void draw() {
        long offset = offset();
        int from = shape.draw(random.next());
        long bits = random.next();
        long number = ++sequences[from];
        advance();
        if (spec.isOut(share.device(from), offset)) {
            tally.count(from, FlowKind.LOST);
            return;
        }
        created++;
        long chance = bits >>> 32;
        long detail = bits & 0xFFFFFFFFL;
        if (chance >= malformedBelow && chance < disorderedBelow) {
            boolean late = chance < lateBelow;
            long delay = late ? spec.lateDelayNanos() : (long) (random.nextDouble() * spec.disorderNanos());
            long packed = (late ? 1L << LATE_BIT : 0) | (long) from << SLOT_SHIFT | detail;
            held.add(offset + delay, offset, number, packed);
            return;
        }
        drawn = true;
        drawnSlot = from;
        drawnMalformed = chance < malformedBelow;
        drawnOffset = offset;
        drawnSequence = number;
        drawnDetail = detail;
    }

    private void advance() {
        inSlice += shape.spacingNanos();
        intoSlice();
    }

    /** Goes on to the slice in which the next flow lies; a spacing that crosses into it is stretched by its rate. */
    private void intoSlice() {
        while (inSlice >= shape.sliceNanos()) {
            double rest = (inSlice - shape.sliceNanos()) / shape.spacingNanos();
            slice++;
            shape.enter(slice);
            inSlice = rest * shape.spacingNanos();
        }
    }

    private void sendDrawn() {
        drawn = false;
        send(
                drawnOffset,
                drawnOffset,
                drawnSlot,
                drawnSequence,
                drawnMalformed ? FlowKind.MALFORMED : FlowKind.PUNCTUAL);
        if (drawnMalformed) {
            writer.writeDamaged(slot, timeMillis, (int) (drawnDetail % FlowWriter.DAMAGES), sequence);
        } else {
            writer.write(slot, timeMillis, flowBytes(drawnDetail), sequence);
        }
    }

    private void sendHeld() {
        long packed = held.nextPacked();
        int from = (int) (packed >>> SLOT_SHIFT & 0x7FFFFFFFL);
        send(
                held.nextSend(),
                held.nextTime(),
                from,
                held.nextSequence(),
                packed < 0 ? FlowKind.LATE : FlowKind.DISORDERED);
        held.removeNext();
        writer.write(slot, timeMillis, flowBytes(packed & 0xFFFFFFFFL), sequence);
    }

    private void send(long sentAt, long happenedAt, int from, long number, FlowKind as) {
        sendOffset = sentAt;
        timeMillis = startMillis + happenedAt / 1_000_000;
        slot = from;
        sequence = number;
        kind = as;
        tally.count(from, as);
    }

    /** From 64 to 60,063, most of them small: a quarter is above 19,000, the mean is 12,000. */
    private static int flowBytes(long detail) {
        double u = detail * UNIT;
        return 64 + (int) (60_000 * u * u * u * u);
    }

    /** Writes where this generator is. Some 60 bytes, 48 for each of its devices, and 32 for each flow held back. */
    public void write(DataOutput out) throws IOException {
        out.writeInt(spec.devices());
        out.writeInt(split);
        out.writeInt(splits);
        out.writeLong(random.state());
        out.writeLong(slice);
        out.writeDouble(inSlice);
        out.writeLong(created);
        for (long last : sequences) {
            out.writeLong(last);
        }
        out.writeBoolean(drawn);
        out.writeInt(drawnSlot);
        out.writeBoolean(drawnMalformed);
        out.writeLong(drawnOffset);
        out.writeLong(drawnSequence);
        out.writeLong(drawnDetail);
        tally.write(out);
        held.write(out);
    }

    /**
     * Goes to where another generator of the same split was written.
     *
     * @throws IOException when it was one of other devices or another split
     */
    public void read(DataInput in) throws IOException {
        expect("devices", spec.devices(), in.readInt());
        expect("split", split, in.readInt());
        expect("splits", splits, in.readInt());
        random = new FlowRandom(in.readLong());
        slice = in.readLong();
        inSlice = in.readDouble();
        created = in.readLong();
        for (int i = 0; i < sequences.length; i++) {
            sequences[i] = in.readLong();
        }
        drawn = in.readBoolean();
        drawnSlot = in.readInt();
        drawnMalformed = in.readBoolean();
        drawnOffset = in.readLong();
        drawnSequence = in.readLong();
        drawnDetail = in.readLong();
        tally.read(in);
        held.read(in);
        shape.enter(slice);
    }

    private static void expect(String what, int own, int read) throws IOException {
        if (own != read) {
            throw new IOException(
                    "the generator's state was written with " + what + " = " + read + ", now it is " + own);
        }
    }
}
