package io.millrace.common.window;

import static io.millrace.common.window.WindowResult.Timing.EARLY;
import static io.millrace.common.window.WindowResult.Timing.LATE;
import static io.millrace.common.window.WindowResult.Timing.ON_TIME;

import io.millrace.common.aggregate.Aggregate;
import java.util.Iterator;
import java.util.List;

/** Sessions. A record between two of them joins them. */
final class SessionEngine<T, K, A> implements Engine<T, K, A> {
    private final Aggregate<T, A, ?> aggregate;
    private final List<WindowPlan.Gap> gaps;
    private final long lateness;
    private final Output<T, K, A> output;

    SessionEngine(WindowPlan<T, A, ?> plan, List<WindowPlan.Gap> gaps, Output<T, K, A> output) {
        this.aggregate = plan.aggregate();
        this.gaps = gaps;
        this.lateness = plan.latenessMillis();
        this.output = output;
    }

    @Override
    public long add(KeyWindows<K, A> windows, T record, long timestamp, long passed) {
        if (timestamp <= passed) {
            windows.fired = Math.max(windows.fired, passed);
        }
        long due = Ticket.NEVER;
        for (int i = 0; i < gaps.size(); i++) {
            due = Math.min(due, add(windows, i, record, timestamp, passed));
        }
        return due;
    }

    private long add(KeyWindows<K, A> windows, int at, T record, long timestamp, long passed) {
        List<Session<A>> sessions = windows.sessions.get(at);
        long end = timestamp + gaps.get(at).millis();
        int last = sessions.size() - 1;
        while (last >= 0 && sessions.get(last).start > end) {
            last--;
        }
        Session<A> session;
        if (last >= 0 && sessions.get(last).end >= timestamp) {
            session = join(sessions, last, timestamp);
            session.start = Math.min(session.start, timestamp);
            session.end = Math.max(session.end, end);
        } else if (Times.plus(end - 1, lateness) <= passed) {
            output.late(gaps.get(at).index(), record, timestamp);
            return Ticket.NEVER;
        } else {
            session = new Session<>(timestamp, end, aggregate.create());
            sessions.add(last + 1, session);
        }
        aggregate.add(session.accumulator, record, timestamp);
        session.changed = true;
        if (session.end - 1 > passed) {
            return session.end - 1;
        }
        result(windows, at, session, LATE);
        return Times.plus(session.end - 1, lateness);
    }

    /** Joins the session at a place with those before it that the record touches as well. */
    private Session<A> join(List<Session<A>> sessions, int last, long timestamp) {
        int first = last;
        while (first > 0 && sessions.get(first - 1).end >= timestamp) {
            first--;
        }
        Session<A> joined = sessions.get(first);
        for (int i = first + 1; i <= last; i++) {
            Session<A> other = sessions.get(i);
            aggregate.merge(joined.accumulator, other.accumulator);
            joined.end = Math.max(joined.end, other.end);
            joined.panes += other.panes;
        }
        sessions.subList(first + 1, last + 1).clear();
        return joined;
    }

    private void result(KeyWindows<K, A> windows, int at, Session<A> session, WindowResult.Timing timing) {
        output.result(
                windows,
                gaps.get(at).index(),
                session.start,
                session.end,
                timing,
                session.panes++,
                session.accumulator);
        session.changed = false;
    }

    @Override
    public void advance(KeyWindows<K, A> windows, long passed) {
        for (int i = 0; i < gaps.size(); i++) {
            for (Iterator<Session<A>> all = windows.sessions.get(i).iterator(); all.hasNext(); ) {
                Session<A> session = all.next();
                if (session.end - 1 > windows.fired && session.end - 1 <= passed) {
                    result(windows, i, session, ON_TIME);
                }
                if (Times.plus(session.end - 1, lateness) <= passed) {
                    all.remove();
                }
            }
        }
    }

    @Override
    public void early(KeyWindows<K, A> windows, long passed) {
        for (int i = 0; i < gaps.size(); i++) {
            for (Session<A> session : windows.sessions.get(i)) {
                if (session.changed && session.end - 1 > passed) {
                    result(windows, i, session, EARLY);
                }
            }
        }
    }

    @Override
    public long due(KeyWindows<K, A> windows) {
        long due = Ticket.NEVER;
        for (List<Session<A>> sessions : windows.sessions) {
            for (Session<A> session : sessions) {
                long end = session.end - 1;
                due = Math.min(due, end > windows.fired ? end : Times.plus(end, lateness));
            }
        }
        return due;
    }

    @Override
    public boolean isEmpty(KeyWindows<K, A> windows) {
        return windows.sessions.stream().allMatch(List::isEmpty);
    }
}
