package io.millrace.common.window;

/**
 * Two slices for each slide, for windows whose size is not a multiple of it: one up to where earlier windows end, one up to
 * the next slide (Krishnamurthy, Wu, Franklin: On-the-fly sharing for streamed aggregation, SIGMOD 2006, DOI
 * 10.1145/1142473.1142543).
 *
 * @param slide distance of windows
 * @param cut how far into each slide windows end; more than 0, less than the slide
 */
record PairSlicer(long slide, long cut, long offset) implements Slicer {
    @Override
    public long slice(long time) {
        long slides = Math.floorDiv(time - offset, slide);
        long into = time - offset - slides * slide;
        return 2 * slides + (into < cut ? 0 : 1);
    }

    @Override
    public long start(long slice) {
        long slides = Math.floorDiv(slice, 2);
        return slides * slide + offset + (slice - 2 * slides == 0 ? 0 : cut);
    }
}
