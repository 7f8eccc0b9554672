package io.inceptionstreams.broker;

import io.inceptionstreams.util.DaemonThreads;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * A JVM of our own to be killed, frozen and started again: this JVM's {@code java} and class path with another main
 * class. Its output goes to a file. It dies with this JVM: a shutdown hook kills it, and where this JVM is itself
 * killed, its standard input ends, which {@link #exitWithParent()} in the child acts upon (unless it is frozen then).
 *
 * <p>All methods may be called from any thread. Needs {@code kill}, hence no Windows.
 */
public final class ChildJvm implements AutoCloseable {

    private static final Duration SIGNAL_LIMIT = Duration.ofSeconds(10);
    private static final Set<Process> children = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime()
                .addShutdownHook(new Thread(() -> children.forEach(Process::destroyForcibly), "kill-children"));
    }

    private final String name;
    private final Process process;

    private ChildJvm(String name, Process process) {
        this.name = name;
        this.process = process;
        children.add(process);
    }

    /**
     * What to start.
     *
     * @param name what errors call it
     * @param environment added to this process' own
     * @param log takes standard output and error, appended
     */
    public record Command(
            String name,
            String mainClass,
            List<String> jvmOptions,
            List<String> arguments,
            Map<String, String> environment,
            Path log) {

        public Command {
            jvmOptions = List.copyOf(jvmOptions);
            arguments = List.copyOf(arguments);
            environment = Map.copyOf(environment);
        }

        private List<String> line() {
            List<String> line = new ArrayList<>();
            line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            line.addAll(jvmOptions);
            line.add("-cp");
            line.add(System.getProperty("java.class.path"));
            line.add(mainClass);
            line.addAll(arguments);
            return line;
        }
    }

    /** Starts the process; does not wait for what it does. */
    public static ChildJvm start(Command command) {
        ProcessBuilder builder = new ProcessBuilder(command.line())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(command.log().toFile()));
        builder.environment().putAll(command.environment());
        try {
            Files.createDirectories(command.log().toAbsolutePath().getParent());
            return new ChildJvm(command.name(), builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start " + command.name(), e);
        }
    }

    /** For the child's {@code main}: from now on, ends this JVM at once when its standard input ends. */
    public static void exitWithParent() {
        DaemonThreads.of("exit-with-parent", () -> {
                    try (InputStream in = System.in) {
                        while (in.read() >= 0) {
                            // The parent writes nothing: only the end matters.
                        }
                    } catch (IOException endOfInput) {
                        // A broken pipe says the same as its end.
                    }
                    Runtime.getRuntime().halt(1);
                })
                .start();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    public long pid() {
        return process.pid();
    }

    /** SIGKILL, which also ends a frozen process. Returns when it is gone. */
    public void kill() {
        process.destroyForcibly();
        if (!exitsWithin(SIGNAL_LIMIT)) {
            throw new BrokerException(name + " (process " + pid() + ") outlived SIGKILL");
        }
        children.remove(process);
    }

    /**
     * SIGTERM. Returns the exit code of a process that ended by itself within the limit; one that did not is not killed.
     */
    public OptionalInt terminate(Duration limit) {
        process.toHandle().destroy(); // Process.destroy() also ends standard input: exitWithParent() would act upon it
        return exitsWithin(limit) ? OptionalInt.of(process.exitValue()) : OptionalInt.empty();
    }

    /** SIGSTOP: the process keeps its connections and its memory, and does nothing. */
    public void freeze() {
        signal("-STOP");
    }

    /** SIGCONT. */
    public void thaw() {
        signal("-CONT");
    }

    /** SIGHUP, which ends a JVM that does not handle it. */
    public void hangUp() {
        signal("-HUP");
    }

    /**
     * Whether SIGHUP does nothing to it, as to whatever nohup starts, and their children; known on Linux, false elsewhere.
     */
    public boolean ignoresHangUp() {
        try {
            return Files.readAllLines(Path.of("/proc", String.valueOf(pid()), "status")).stream()
                    .filter(line -> line.startsWith("SigIgn:"))
                    .anyMatch(line -> (Long.parseUnsignedLong(line.substring(7).strip(), 16) & 1) != 0);
        } catch (IOException e) {
            return false; // no such system, or no such process any more
        }
    }

    /** As {@link #kill()}. */
    @Override
    public void close() {
        kill();
    }

    private void signal(String signal) {
        try {
            Process kill = new ProcessBuilder("kill", signal, String.valueOf(pid()))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (!kill.waitFor(SIGNAL_LIMIT.toMillis(), TimeUnit.MILLISECONDS) || kill.exitValue() != 0) {
                throw new BrokerException("kill " + signal + " " + pid() + " failed for " + name);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot run kill " + signal + " for " + name, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BrokerException("interrupted while signalling " + name, e);
        }
    }

    private boolean exitsWithin(Duration limit) {
        try {
            return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BrokerException("interrupted while waiting for " + name + " to end", e);
        }
    }
}
