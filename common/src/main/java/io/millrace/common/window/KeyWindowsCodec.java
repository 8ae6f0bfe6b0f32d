package io.millrace.common.window;

import io.millrace.common.state.Compact;
import io.millrace.common.state.ValueCodec;
import io.millrace.common.state.Versions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.jspecify.annotations.Nullable;

/**
 * How a key's windows are kept in state: the version of the aggregate's codec, how far the key is, and for each definition its
 * slices or sessions, times and numbers as differences.
 */
final class KeyWindowsCodec<K, A> implements ValueCodec<KeyWindows<K, A>> {
    private static final long serialVersionUID = 1L;
    private static final long MOST = 100_000_000;

    private final Accumulators<A> accumulating;
    private final ValueCodec<A> accumulators;
    private final long[] lengths;
    private final int sliced;
    private final int sessions;

    KeyWindowsCodec(WindowPlan<?, A, ?> plan) {
        this.accumulating = new Accumulators<>(plan.aggregate());
        this.accumulators = accumulating.codec();
        this.sliced = plan.sliced().size();
        this.lengths = LongStream.concat(
                        plan.sliced().stream().mapToLong(SlicedDefinition::size),
                        plan.counts().stream().mapToLong(count -> count.size() / CountEngine.width(count)))
                .toArray();
        this.sessions = plan.sessions().size();
    }

    /** Windows of a key that has none. */
    KeyWindows<K, A> empty() {
        KeyWindows<K, A> windows = new KeyWindows<>();
        for (int i = 0; i < lengths.length; i++) {
            windows.slices.add(new Slices<>(accumulating, lengths[i]));
            if (i < sliced) {
                windows.panes.add(new PaneCounts());
            }
        }
        for (int i = 0; i < sessions; i++) {
            windows.sessions.add(new ArrayList<>(1));
        }
        return windows;
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public void write(KeyWindows<K, A> windows, DataOutputView out) throws IOException {
        Versions.write(out, accumulators);
        Compact.writeSigned(out, windows.fired);
        Compact.writeUnsigned(out, windows.count);
        writeEarly(windows, out);
        A open = windows.open;
        out.writeBoolean(open != null);
        if (open != null) {
            Compact.writeSigned(out, windows.openStart);
            Compact.writeUnsigned(out, windows.openEnd - windows.openStart);
            accumulators.write(open, out);
        }
        for (Slices<A> slices : windows.slices) {
            write(slices, out);
        }
        for (PaneCounts panes : windows.panes) {
            panes.write(out);
        }
        for (List<Session<A>> sessions : windows.sessions) {
            write(sessions, out);
        }
    }

    private static void writeEarly(KeyWindows<?, ?> windows, DataOutputView out) throws IOException {
        boolean early = windows.earlyAt != Ticket.NEVER;
        out.writeBoolean(early);
        if (early) {
            Compact.writeSigned(out, windows.earlyAt);
            write(windows.changed, out);
        }
    }

    private static void write(@Nullable TreeSet<Long> changed, DataOutputView out) throws IOException {
        Compact.writeUnsigned(out, changed == null ? 0 : changed.size());
        if (changed != null) {
            long before = 0;
            for (long piece : changed) {
                Compact.writeSigned(out, piece - before);
                before = piece;
            }
        }
    }

    private static @Nullable TreeSet<Long> readChanged(DataInputView in) throws IOException {
        long size = Compact.readCount(in, MOST, "changes");
        TreeSet<Long> changed = new TreeSet<>();
        long piece = 0;
        for (long i = 0; i < size; i++) {
            piece += Compact.readSigned(in);
            if (i > 0 && piece <= changed.last()) {
                throw new IOException("changes are in order, found " + piece + " after " + changed.last());
            }
            changed.add(piece);
        }
        return changed.isEmpty() ? null : changed;
    }

    private void write(Slices<A> slices, DataOutputView out) throws IOException {
        int size = slices.size();
        Compact.writeUnsigned(out, size);
        long before = 0;
        for (int i = 0; i < size; i++) {
            Compact.writeSigned(out, slices.number(i) - before);
            before = slices.number(i);
            accumulators.write(slices.accumulator(i), out);
        }
    }

    private void write(List<Session<A>> sessions, DataOutputView out) throws IOException {
        Compact.writeUnsigned(out, sessions.size());
        for (Session<A> session : sessions) {
            Compact.writeSigned(out, session.start);
            Compact.writeUnsigned(out, session.end - session.start);
            Compact.writeUnsigned(out, session.panes);
            out.writeBoolean(session.changed);
            accumulators.write(session.accumulator, out);
        }
    }

    @Override
    public KeyWindows<K, A> read(int version, DataInputView in) throws IOException {
        int inner = Versions.read(in, accumulators);
        KeyWindows<K, A> windows = empty();
        windows.fired = Compact.readSigned(in);
        windows.count = Compact.readUnsigned(in);
        if (in.readBoolean()) {
            windows.earlyAt = Compact.readSigned(in);
            windows.changed = readChanged(in);
        }
        if (in.readBoolean()) {
            windows.openStart = Compact.readSigned(in);
            windows.openEnd = windows.openStart + Compact.readUnsigned(in);
            windows.open = accumulators.read(inner, in);
        }
        for (Slices<A> slices : windows.slices) {
            read(slices, inner, in);
        }
        for (int i = 0; i < windows.panes.size(); i++) {
            windows.panes.set(i, PaneCounts.read(in));
        }
        for (List<Session<A>> sessions : windows.sessions) {
            read(sessions, inner, in);
        }
        return windows;
    }

    private void read(Slices<A> slices, int version, DataInputView in) throws IOException {
        long size = Compact.readCount(in, MOST, "slices");
        long number = 0;
        for (long i = 0; i < size; i++) {
            long step = Compact.readSigned(in);
            if (i > 0 && step <= 0) {
                throw new IOException("slices are in order, found a step of " + step);
            }
            number += step;
            slices.insert(number, accumulators.read(version, in));
        }
    }

    private void read(List<Session<A>> sessions, int version, DataInputView in) throws IOException {
        long size = Compact.readCount(in, MOST, "slices");
        for (long i = 0; i < size; i++) {
            long start = Compact.readSigned(in);
            long end = start + Compact.readUnsigned(in);
            long panes = Compact.readUnsigned(in);
            boolean changed = in.readBoolean();
            Session<A> session = new Session<>(start, end, accumulators.read(version, in));
            session.panes = panes;
            session.changed = changed;
            sessions.add(session);
        }
    }

    @Override
    public KeyWindows<K, A> copy(KeyWindows<K, A> windows) {
        KeyWindows<K, A> copy = new KeyWindows<>();
        copy.fired = windows.fired;
        copy.earlyAt = windows.earlyAt;
        copy.changed = windows.changed == null ? null : new TreeSet<>(windows.changed);
        copy.openStart = windows.openStart;
        copy.openEnd = windows.openEnd;
        copy.open = windows.open == null ? null : accumulators.copy(windows.open);
        windows.slices.forEach(slices -> copy.slices.add(slices.copy()));
        windows.panes.forEach(panes -> copy.panes.add(panes.copy()));
        for (List<Session<A>> sessions : windows.sessions) {
            copy.sessions.add(new ArrayList<>(sessions.stream().map(this::copy).toList()));
        }
        copy.count = windows.count;
        copy.ticket = windows.ticket;
        return copy;
    }

    private Session<A> copy(Session<A> session) {
        Session<A> copy = new Session<>(session.start, session.end, accumulators.copy(session.accumulator));
        copy.panes = session.panes;
        copy.changed = session.changed;
        return copy;
    }

    @Override
    public long memoryBytes(KeyWindows<K, A> windows) {
        long bytes = 160 + (windows.changed == null ? 0 : 64 + 64L * windows.changed.size());
        for (Slices<A> slices : windows.slices) {
            bytes += slices.memoryBytes();
        }
        for (PaneCounts panes : windows.panes) {
            bytes += 64 + 80L * panes.size();
        }
        for (List<Session<A>> sessions : windows.sessions) {
            bytes += 64 + 64L * sessions.size();
            if (!sessions.isEmpty()) {
                bytes += sessions.size() * accumulators.memoryBytes(sessions.get(sessions.size() - 1).accumulator);
            }
        }
        A open = windows.open;
        return open == null ? bytes : bytes + accumulators.memoryBytes(open);
    }
}
