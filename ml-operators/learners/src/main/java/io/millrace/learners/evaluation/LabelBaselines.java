package io.millrace.learners.evaluation;

import io.millrace.learners.Classifier;
import io.millrace.learners.CorruptSnapshotException;
import io.millrace.learners.HeapSize;
import io.millrace.learners.SnapshotReader;
import io.millrace.learners.SnapshotWriter;
import java.util.Arrays;
import java.util.List;

/** What those predict who look at labels alone, each of which they learn as late as the learner does. */
public final class LabelBaselines {
    private final int[] pending;
    private long seen;
    private long[] counts = new long[0];
    private int last = -1;
    private int majority = -1;

    public LabelBaselines(int delay) {
        this.pending = new int[delay];
    }

    public LabelBaselines(int delay, SnapshotReader in) {
        this.seen = in.readLong();
        if (seen < 0) {
            throw new CorruptSnapshotException("labels seen are at least 0, found " + seen);
        }
        int held = (int) Math.min(seen, delay);
        in.reserve(4L * delay);
        this.pending = Arrays.copyOf(in.readInts("labels not learned yet", held, 0, Classifier.MAX_CLASSES - 1), delay);
        this.counts = in.readLongs("records of a class", in.readCountOf("classes", Classifier.MAX_CLASSES, 8));
        this.last = in.readCount("last label", counts.length) - 1;
        for (int label = 0; label < counts.length; label++) {
            if (counts[label] < 0) {
                throw new CorruptSnapshotException("records of a class are at least 0, found " + counts[label]);
            }
            lead(label);
        }
        if (counts.length > 0 && last < 0) {
            throw new CorruptSnapshotException("where classes are known there is a last label");
        }
    }

    public void write(SnapshotWriter out) {
        out.writeLong(seen);
        out.writeInts(pending, (int) Math.min(seen, pending.length));
        out.writeCount(counts.length);
        out.writeLongs(counts, counts.length);
        out.writeCount(last + 1);
    }

    public long memoryBytes() {
        return HeapSize.object(24) + HeapSize.ints(pending.length) + HeapSize.doubles(counts.length);
    }

    /** The last label known; -1 where there is none. */
    public int noChange() {
        return last;
    }

    /** The label known most often, the lowest of those that tie; -1 where there is none. */
    public int majority() {
        return majority;
    }

    public void add(int label) {
        if (pending.length == 0) {
            learn(label);
            return;
        }
        int at = (int) (seen % pending.length);
        if (seen >= pending.length) {
            learn(pending[at]);
        }
        pending[at] = label;
        seen++;
    }

    /**
     * Takes in what others that went on from this one have learned, each apart from the others.
     *
     * @param latest that of them which learned last
     */
    public void merge(List<LabelBaselines> parts, LabelBaselines latest) {
        long[] before = counts;
        for (LabelBaselines part : parts) {
            counts = Arrays.copyOf(counts, Math.max(counts.length, part.counts.length));
            for (int label = 0; label < part.counts.length; label++) {
                counts[label] += part.counts[label] - (label < before.length ? before[label] : 0);
            }
        }
        last = latest.last;
        for (int label = 0; label < counts.length; label++) {
            lead(label);
        }
    }

    private void learn(int label) {
        if (label >= counts.length) {
            counts = Arrays.copyOf(counts, label + 1);
        }
        counts[label]++;
        last = label;
        lead(label);
    }

    private void lead(int label) {
        if (majority < 0 || counts[label] > counts[majority] || counts[label] == counts[majority] && label < majority) {
            majority = label;
        }
    }
}
