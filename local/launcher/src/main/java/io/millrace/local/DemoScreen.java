package io.millrace.local;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** The demo on the terminal: a table that is drawn again and again, or a line now and then where output is no terminal. */
final class DemoScreen {
    private static final int ROWS = 12;
    private static final String HOME_AND_CLEAR = "\u001b[H\u001b[J";

    private final PrintStream out;
    private final boolean terminal;
    private final String header;
    private long lastLineSeconds = -1;

    DemoScreen(PrintStream out, boolean terminal, String header) {
        this.out = out;
        this.terminal = terminal;
        this.header = header;
    }

    void draw(Duration gone, long sent, DemoView view) {
        if (terminal) {
            out.print(HOME_AND_CLEAR + table(gone, sent, view));
            out.flush();
        } else if (gone.toSeconds() / 10 != lastLineSeconds) {
            lastLineSeconds = gone.toSeconds() / 10;
            out.println(line(gone, sent, view));
        }
    }

    private static String line(Duration gone, long sent, DemoView view) {
        return String.format(
                Locale.ROOT,
                "%3d s: %,d flows sent, %,d results, %,d late, %,d dead letters, latency p50 %d ms, p99 %d ms",
                gone.toSeconds(),
                sent,
                view.resultCount(),
                view.lateCount(),
                view.deadLetterCount(),
                view.latencyMillis(0.5),
                view.latencyMillis(0.99));
    }

    private String table(Duration gone, long sent, DemoView view) {
        StringBuilder text = new StringBuilder(header)
                .append('\n')
                .append(line(gone, sent, view))
                .append("\n\n");
        text.append(String.format(
                Locale.ROOT,
                "%-10s %-10s %8s %14s %10s %10s %8s %10s%n",
                "device",
                "window to",
                "flows",
                "bytes",
                "mean",
                "p99",
                "loss",
                "delay p99"));
        List<DemoView.Row> rows = view.rows();
        rows.stream()
                .sorted(Comparator.comparingDouble(DemoView.Row::total).reversed())
                .limit(ROWS)
                .sorted(Comparator.comparing(DemoView.Row::device))
                .forEach(row -> text.append(row(row)));
        if (rows.size() > ROWS) {
            text.append("the ")
                    .append(ROWS)
                    .append(" with the most bytes of ")
                    .append(rows.size())
                    .append(" devices\n");
        }
        text.append("\ntop talkers of the last minute: ")
                .append(view.topTalkers())
                .append('\n');
        return text.toString();
    }

    private static String row(DemoView.Row row) {
        return String.format(
                Locale.ROOT,
                "%-10s %-10s %,8d %,14.0f %,10.0f %,10.0f %7.1f%% %7.0f ms%n",
                row.device(),
                row.end().toString().substring(11, 19),
                row.count(),
                row.total(),
                row.average(),
                row.p99(),
                100 * row.lossRate(),
                row.delayP99());
    }
}
