package io.inceptionstreams.broker;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.common.utils.Exit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a broker's fault from ending the JVM that it is a guest in. Kafka ends its process through {@link Exit}, whose
 * procedures are global to the JVM: while at least one guard is installed they report the fault to all guards and throw
 * in the thread that asked; when the last one is removed Kafka's own are back.
 */
final class ExitGuard implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(ExitGuard.class);

    /** Guarded by itself, together with Kafka's procedures. */
    private static final Set<ExitGuard> installed = new HashSet<>();

    private final AtomicReference<String> fault = new AtomicReference<>();

    private ExitGuard() {}

    static ExitGuard install() {
        ExitGuard guard = new ExitGuard();
        synchronized (installed) {
            if (installed.isEmpty()) {
                Exit.setExitProcedure((status, message) -> refuse("exit", status, message));
                Exit.setHaltProcedure((status, message) -> refuse("halt", status, message));
            }
            installed.add(guard);
        }
        return guard;
    }

    private static void refuse(String verb, int status, String message) {
        String fault =
                "the broker asked to " + verb + " with status " + status + (message == null ? "" : ": " + message);
        BrokerException refusal = new BrokerException(fault);
        log.error("Embedded broker failed", refusal);
        synchronized (installed) {
            installed.forEach(guard -> guard.fault.compareAndSet(null, fault));
        }
        // The caller counts on not coming back.
        throw refusal;
    }

    /** The first fault since this guard was installed. */
    Optional<String> fault() {
        return Optional.ofNullable(fault.get());
    }

    @Override
    public void close() {
        synchronized (installed) {
            if (installed.remove(this) && installed.isEmpty()) {
                Exit.resetExitProcedure();
                Exit.resetHaltProcedure();
            }
        }
    }
}
