package io.millrace.learners.ensembles;

import io.millrace.learners.SnapshotWriter;

/**
 * An ensemble whose snapshot is what its members have in common, then each of them, then a little more of each: so that
 * snapshots of its members alone are made of it, and it of them.
 */
interface Divisible {
    /** How many members it has. */
    int members();

    /** What is the same in an ensemble of any of these members that has learned the same records. */
    void writeShared(SnapshotWriter out);

    void writeMember(int member, SnapshotWriter out);

    /** What follows once all members are written. */
    default void writeAfter(int member, SnapshotWriter out) {}

    /** Writes all of it. */
    default void writeWhole(SnapshotWriter out) {
        writeShared(out);
        for (int i = 0; i < members(); i++) {
            writeMember(i, out);
        }
        for (int i = 0; i < members(); i++) {
            writeAfter(i, out);
        }
    }
}
