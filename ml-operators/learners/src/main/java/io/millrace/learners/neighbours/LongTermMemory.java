package io.millrace.learners.neighbours;

import io.millrace.learners.HeapSize;
import io.millrace.learners.SnapshotReader;
import io.millrace.learners.SnapshotWriter;
import io.millrace.learners.SplitMix64;
import java.util.Arrays;

/** Records of former concepts that do not contradict the present one, condensed where they are too many. */
final class LongTermMemory {
    private final Points points;
    private final NearestList nearest;
    private int[] labels = new int[0];
    private double[] distances = new double[0];

    LongTermMemory(Points points, int neighbours) {
        this.points = points;
        this.nearest = new NearestList(neighbours);
        room();
    }

    /** Bytes for one record, besides the features. */
    static long bytesPerRecord() {
        return 4 + 8;
    }

    Points points() {
        return points;
    }

    int size() {
        return points.size();
    }

    int label(int slot) {
        return labels[slot];
    }

    NearestList nearest() {
        return nearest;
    }

    void search(double[] record, double[] inverse) {
        points.squaredDistances(record, inverse, false, distances, points.size());
        nearest.clear();
        double bound = nearest.bound();
        for (int i = 0; i < points.size(); i++) {
            if (distances[i] < bound) {
                nearest.insert(distances[i], labels[i], i);
                bound = nearest.bound();
            }
        }
    }

    void add(double[] record, int label, int most) {
        points.add(record, most);
        room();
        labels[points.size() - 1] = label;
    }

    /**
     * Deletes, of the nearest that were found last, those with another label that are no further than the bound; their order
     * changes then.
     *
     * @param bound a squared distance; nothing is deleted where it is negative
     */
    void clean(int label, double bound) {
        for (int i = 0; i < nearest.count; i++) {
            if (nearest.labels[i] != label && nearest.distances[i] <= bound) {
                int slot = nearest.slots[i];
                int last = points.size() - 1;
                points.removeByLast(slot);
                labels[slot] = labels[last];
                for (int other = i + 1; other < nearest.count; other++) {
                    if (nearest.slots[other] == last) {
                        nearest.slots[other] = slot;
                    }
                }
            }
        }
    }

    /** Halves each class by clustering. */
    void compress(int classes, double[] inverse, SplitMix64 random) {
        Points before = points.copy();
        int[] labelsBefore = Arrays.copyOf(labels, before.size());
        points.clear();
        double[] record = new double[points.width()];
        for (int label = 0; label < classes; label++) {
            Points ofClass = before.empty();
            for (int i = 0; i < labelsBefore.length; i++) {
                if (labelsBefore[i] == label) {
                    before.get(i, record);
                    ofClass.add(record, before.size());
                }
            }
            if (ofClass.size() > 0) {
                Clusters clusters = new Clusters(ofClass, (ofClass.size() + 1) / 2, inverse, random);
                for (int cluster = 0; cluster < clusters.count(); cluster++) {
                    clusters.centre(cluster, record);
                    add(record, label, points.capacity());
                }
            }
        }
    }

    /** Drops the first so many. */
    void removeFirst(int count) {
        int size = points.size();
        points.removeFirst(count);
        System.arraycopy(labels, count, labels, 0, size - count);
    }

    /** Gives back room beyond so many records. */
    void trim(int most) {
        if (points.capacity() > most) {
            points.resize(most);
            room();
        }
    }

    private void room() {
        if (labels.length != points.capacity()) {
            labels = Arrays.copyOf(labels, points.capacity());
            distances = new double[points.capacity()];
        }
    }

    long memoryBytes() {
        return HeapSize.object(16)
                + points.memoryBytes()
                + nearest.memoryBytes()
                + HeapSize.ints(labels.length)
                + HeapSize.doubles(distances.length);
    }

    void write(SnapshotWriter out) {
        points.write(out);
        out.writeInts(labels, points.size());
    }

    static LongTermMemory read(Points points, int neighbours, int classes, SnapshotReader in) {
        in.reserve(points.capacity() * bytesPerRecord());
        LongTermMemory memory = new LongTermMemory(points, neighbours);
        int[] labels = in.readInts("labels", points.size(), 0, classes - 1);
        System.arraycopy(labels, 0, memory.labels, 0, labels.length);
        return memory;
    }
}
