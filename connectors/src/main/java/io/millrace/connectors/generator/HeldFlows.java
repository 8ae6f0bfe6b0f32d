package io.millrace.connectors.generator;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/** Flows that happened and are sent later, the next to be sent first: a binary heap without objects. */
final class HeldFlows {
    private static final int FIELDS = 4;

    /** Four values each: when it is sent, when it happened, sequence number, and detail with slot and lateness packed. */
    private long[] flows = new long[64 * FIELDS];

    private int size;

    boolean isEmpty() {
        return size == 0;
    }

    /** When the next is sent; {@link Long#MAX_VALUE} when there is none. */
    long nextSend() {
        return size == 0 ? Long.MAX_VALUE : flows[0];
    }

    long nextTime() {
        return flows[1];
    }

    long nextSequence() {
        return flows[2];
    }

    long nextPacked() {
        return flows[3];
    }

    void add(long send, long time, long sequence, long packed) {
        if ((size + 1) * FIELDS > flows.length) {
            flows = Arrays.copyOf(flows, flows.length * 2);
        }
        int at = size++;
        while (at > 0) {
            int parent = (at - 1) / 2;
            if (flows[parent * FIELDS] <= send) {
                break;
            }
            System.arraycopy(flows, parent * FIELDS, flows, at * FIELDS, FIELDS);
            at = parent;
        }
        put(at, send, time, sequence, packed);
    }

    void removeNext() {
        int last = --size;
        long send = flows[last * FIELDS];
        int at = 0;
        while (2 * at + 1 < last) {
            int child = 2 * at + 1;
            if (child + 1 < last && flows[(child + 1) * FIELDS] < flows[child * FIELDS]) {
                child++;
            }
            if (flows[child * FIELDS] >= send) {
                break;
            }
            System.arraycopy(flows, child * FIELDS, flows, at * FIELDS, FIELDS);
            at = child;
        }
        if (at != last) {
            System.arraycopy(flows, last * FIELDS, flows, at * FIELDS, FIELDS);
        }
    }

    private void put(int at, long send, long time, long sequence, long packed) {
        flows[at * FIELDS] = send;
        flows[at * FIELDS + 1] = time;
        flows[at * FIELDS + 2] = sequence;
        flows[at * FIELDS + 3] = packed;
    }

    void write(DataOutput out) throws IOException {
        out.writeInt(size);
        for (int i = 0; i < size * FIELDS; i++) {
            out.writeLong(flows[i]);
        }
    }

    void read(DataInput in) throws IOException {
        size = in.readInt();
        flows = new long[Math.max(64, size) * FIELDS];
        for (int i = 0; i < size * FIELDS; i++) {
            flows[i] = in.readLong();
        }
    }
}
