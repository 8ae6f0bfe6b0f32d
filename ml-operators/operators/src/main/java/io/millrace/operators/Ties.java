package io.millrace.operators;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Records of one key and one time, to be put into the order of {@link HeldExample}: in batch execution Flink sorts by key and
 * time, and leaves no order to those of one time, so that a record could be learned before it is predicted.
 */
final class Ties<IN> {
    /** How many are held at most; of more than that, so many at a time are in order. */
    static final int MOST = 100_000;

    /** One of them. */
    record Tie<IN>(StreamRecord<IN> element, HeldExample held) implements Comparable<Tie<IN>> {
        @Override
        public int compareTo(Tie<IN> other) {
            return held.compareTo(other.held);
        }
    }

    private List<Tie<IN>> held = new ArrayList<>();

    /** Whether these are to be taken before another is added. */
    boolean endBefore(Example example, StreamRecord<IN> element) {
        if (held.isEmpty()) {
            return false;
        }
        HeldExample first = held.get(0).held;
        return held.size() == MOST
                || first.time() != element.getTimestamp()
                || !first.example().key().equals(example.key());
    }

    void add(Example example, StreamRecord<IN> element) {
        held.add(new Tie<>(element.copy(element.getValue()), new HeldExample(element.getTimestamp(), example)));
    }

    /** Takes all, in order. */
    List<Tie<IN>> take() {
        List<Tie<IN>> taken = held;
        held = new ArrayList<>();
        Collections.sort(taken);
        return taken;
    }
}
