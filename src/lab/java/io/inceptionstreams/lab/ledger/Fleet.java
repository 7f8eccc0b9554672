package io.inceptionstreams.lab.ledger;

import io.inceptionstreams.broker.ChildJvm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** The application's instances, each a process with a name that survives its restarts. Not thread-safe. */
final class Fleet implements AutoCloseable {

    /** Longer than an instance's drain and close together. */
    private static final Duration STOP_LIMIT = Duration.ofSeconds(60);

    /**
     * Fast to start on a machine that is busy with the other processes, and too small for a backlog that is not left to Kafka;
     * the log says what {@link #awaitAllSay} waits for.
     */
    private static final List<String> JVM = List.of(
            "-Xmx384m",
            "-XX:+ExitOnOutOfMemoryError",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Dlog4j2.configurationFile=classpath:log4j2.properties",
            "-Dinception.log.level=INFO");

    private static final long SLICE_MILLIS = 50;

    private final List<String> application;
    private final Path folder;
    private final Map<String, ChildJvm> running = new TreeMap<>();
    /** How long an instance's log was when its process started. */
    private final Map<String, Long> logged = new TreeMap<>();

    /** @param application main class and arguments, without what names the instance */
    Fleet(List<String> application, Path folder) {
        this.application = List.copyOf(application);
        this.folder = folder;
    }

    void start(String name) {
        List<String> arguments = new ArrayList<>(application.subList(1, application.size()));
        arguments.add("--set");
        arguments.add("instance.id=" + name);
        arguments.add("--set");
        arguments.add("state.dir=" + folder.resolve(name + "-state"));
        Path log = log(name);
        logged.put(name, log.toFile().length());
        running.put(
                name, ChildJvm.start(new ChildJvm.Command(name, application.get(0), JVM, arguments, Map.of(), log)));
    }

    private Path log(String name) {
        return folder.resolve(name + ".log");
    }

    /** Returns when the log of every process that runs has this text since its start. */
    void awaitAllSay(String text, Duration limit) throws InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        for (String name : running.keySet()) {
            while (!says(name, text)) {
                if (System.nanoTime() - end > 0) {
                    throw new LedgerException(name + " did not say within " + limit + ": " + text, null);
                }
                TimeUnit.MILLISECONDS.sleep(SLICE_MILLIS);
            }
        }
    }

    private boolean says(String name, String text) {
        try {
            byte[] log = Files.readAllBytes(log(name));
            int start = Math.toIntExact(Math.min(log.length, logged.getOrDefault(name, 0L)));
            return new String(log, start, log.length - start, StandardCharsets.UTF_8).contains(text);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the log of " + name, e);
        }
    }

    List<String> names() {
        return List.copyOf(running.keySet());
    }

    /** Instances whose process ended by itself; each is a finding, for only the ledger may end them. */
    List<String> fallen() {
        return running.entrySet().stream()
                .filter(e -> !e.getValue().isAlive())
                .map(Map.Entry::getKey)
                .toList();
    }

    void kill(String name) {
        process(name).kill();
        running.remove(name);
    }

    /** SIGTERM. The instance drains, commits and exits. */
    void stop(String name) {
        if (process(name).terminate(STOP_LIMIT).isEmpty()) {
            throw new LedgerException(name + " did not stop within " + STOP_LIMIT + " of SIGTERM", null);
        }
        running.remove(name);
    }

    void freeze(String name) {
        process(name).freeze();
    }

    void thaw(String name) {
        process(name).thaw();
    }

    /** SIGHUP to all: each looks for another model. They must be up, or it ends them. */
    void reload() {
        running.forEach((name, process) -> {
            if (process.ignoresHangUp()) {
                throw new LedgerException(
                        name + " ignores SIGHUP, as whatever nohup starts does, and so cannot be told"
                                + " to look for another model; setsid starts things without that",
                        null);
            }
        });
        running.values().forEach(ChildJvm::hangUp);
    }

    private ChildJvm process(String name) {
        ChildJvm process = running.get(name);
        if (process == null) {
            throw new IllegalArgumentException(name + " does not run");
        }
        return process;
    }

    @Override
    public void close() {
        running.values().forEach(ChildJvm::close);
        running.clear();
    }
}
