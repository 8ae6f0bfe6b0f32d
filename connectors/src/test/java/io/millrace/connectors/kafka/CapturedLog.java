package io.millrace.connectors.kafka;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.LoggerConfig;
import org.apache.logging.log4j.core.config.Property;

/** All that is logged, at every level, while it is open. */
final class CapturedLog extends AbstractAppender implements AutoCloseable {
    private final Queue<String> lines = new ConcurrentLinkedQueue<>();
    private final LoggerContext context = (LoggerContext) LogManager.getContext(false);
    private final LoggerConfig root = context.getConfiguration().getRootLogger();
    private final Level level = root.getLevel();

    private CapturedLog() {
        super("captured", null, null, true, Property.EMPTY_ARRAY);
    }

    static CapturedLog ofEverything() {
        CapturedLog log = new CapturedLog();
        log.begin();
        return log;
    }

    private void begin() {
        super.start();
        root.addAppender(this, Level.ALL, null);
        root.setLevel(Level.ALL);
        context.updateLoggers();
    }

    @Override
    public void append(LogEvent event) {
        lines.add(event.getMessage().getFormattedMessage());
        if (event.getThrown() != null) {
            lines.add(String.valueOf(event.getThrown()));
        }
    }

    String text() {
        return String.join("\n", lines);
    }

    @Override
    public void close() {
        root.removeAppender("captured");
        root.setLevel(level);
        context.updateLoggers();
        stop();
    }
}
