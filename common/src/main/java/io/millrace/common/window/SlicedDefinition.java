package io.millrace.common.window;

import java.io.Serializable;

/**
 * Windows put together from slices: window {@code w} is over the slices from {@code w * slide} on, {@code size} of them.
 *
 * @param index the definition's place among those of the stream
 * @param slicer how time is cut
 * @param size slices of a window
 * @param slide slices from one window to the next
 */
record SlicedDefinition(int index, Slicer slicer, long size, long slide) implements Serializable {
    static SlicedDefinition of(int index, WindowDefinition.Sliding windows) {
        long size = windows.size().toMillis();
        long slide = windows.slide().toMillis();
        long offset = windows.offset().toMillis();
        long cut = size % slide;
        return cut == 0
                ? new SlicedDefinition(index, new EvenSlicer(slide, offset), size / slide, 1)
                : new SlicedDefinition(index, new PairSlicer(slide, cut, offset), size / slide * 2 + 1, 2);
    }

    static SlicedDefinition of(int index, WindowDefinition.Calendar windows) {
        return new SlicedDefinition(
                index, new CalendarSlicer(windows.unit(), windows.zone()), windows.size(), windows.slide());
    }

    /** The first window over a slice. More than {@link #lastOver} when there is none. */
    long firstOver(long slice) {
        return Math.floorDiv(slice - size, slide) + 1;
    }

    /** The last window over a slice, if any is. */
    long lastOver(long slice) {
        return Math.floorDiv(slice, slide);
    }

    long firstSlice(long window) {
        return window * slide;
    }

    long start(long window) {
        return slicer.start(window * slide);
    }

    /** The first millisecond after a window. */
    long end(long window) {
        return slicer.start(window * slide + size);
    }

    /** The first window whose last millisecond is after the time. */
    long firstEndingAfter(long time) {
        long slice = slicer.slice(time + 1);
        return -Math.floorDiv(size - slice - 1, slide);
    }

    /** The last moment at which some window over the slice is; its last millisecond. */
    long lastMoment(long slice) {
        return end(lastOver(slice)) - 1;
    }
}
