package io.millrace.common.window;

/** Slices of one width. */
record EvenSlicer(long width, long offset) implements Slicer {
    @Override
    public long slice(long time) {
        return Math.floorDiv(time - offset, width);
    }

    @Override
    public long start(long slice) {
        return slice * width + offset;
    }
}
