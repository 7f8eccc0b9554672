package io.inceptionstreams.testing;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.LoggerConfig;
import org.apache.logging.log4j.core.config.Property;

/** What a class writes to the log, from INFO on, until it is closed. */
public final class LogLines implements AutoCloseable {

    private final String logger;
    private final Appender appender = new Appender();

    private LogLines(String logger) {
        this.logger = logger;
    }

    public static LogLines of(Class<?> type) {
        LogLines lines = new LogLines(type.getName());
        lines.appender.start();
        LoggerContext context = LoggerContext.getContext(false);
        LoggerConfig config = new LoggerConfig(lines.logger, Level.INFO, false);
        config.addAppender(lines.appender, Level.INFO, null);
        context.getConfiguration().addLogger(lines.logger, config);
        context.updateLoggers();
        return lines;
    }

    /** Each with its level: {@code WARN no broker ...}. */
    public List<String> all() {
        return List.copyOf(appender.lines);
    }

    /** Returns when a line has this in it, or after this time. */
    public void await(String part, Duration most) throws InterruptedException {
        long end = System.nanoTime() + most.toNanos();
        synchronized (appender.lines) {
            long left = most.toMillis();
            while (left > 0 && appender.lines.stream().noneMatch(line -> line.contains(part))) {
                appender.lines.wait(left);
                left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
            }
        }
    }

    @Override
    public void close() {
        LoggerContext context = LoggerContext.getContext(false);
        context.getConfiguration().removeLogger(logger);
        context.updateLoggers();
        appender.stop();
    }

    private static final class Appender extends AbstractAppender {

        private final List<String> lines = new CopyOnWriteArrayList<>();

        Appender() {
            super("lines", null, null, true, Property.EMPTY_ARRAY);
        }

        @Override
        public void append(LogEvent event) {
            synchronized (lines) {
                lines.add(event.getLevel() + " " + event.getMessage().getFormattedMessage());
                lines.notifyAll();
            }
        }
    }
}
