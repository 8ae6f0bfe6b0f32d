package io.millrace.common.window;

import java.io.Serializable;

/** Cuts time into slices that are numbered in order; a slice ends where the next begins. */
interface Slicer extends Serializable {
    /** The number of the slice over a time in milliseconds. */
    long slice(long time);

    /** When a slice begins, in milliseconds. */
    long start(long slice);
}
