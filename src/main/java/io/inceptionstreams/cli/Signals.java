package io.inceptionstreams.cli;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Signals, which otherwise end a JVM. By reflection: {@code sun.misc.Signal} is what every JDK has for it, and no
 * interface that a compiler accepts without a warning. Rejected: a library for it; a file or a port to poll, which is no
 * signal.
 */
final class Signals {

    private static final Logger LOG = LoggerFactory.getLogger(Signals.class);

    private Signals() {}

    /** What becomes of a signal from now on. */
    enum Handling {
        /** The action runs at each. */
        HANDLED,
        /** Nothing happens: the process was started to ignore it, as nohup does with SIGHUP, and a JVM keeps to that. */
        IGNORED,
        /** What happened before: this platform has no such signal, or the JVM needs it. The log says so. */
        UNAVAILABLE
    }

    /**
     * Runs the action, on a thread of the JVM, at every such signal from now on, and nothing else happens then.
     *
     * @param name without SIG
     */
    static Handling handle(String name, Runnable action) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object proxy = Proxy.newProxyInstance(
                    Signals.class.getClassLoader(), new Class<?>[] {handler}, (self, method, arguments) -> {
                        if (method.getName().equals("handle")) {
                            action.run();
                        }
                        return null;
                    });
            Object one = signal.getConstructor(String.class).newInstance(name);
            Object before = signal.getMethod("handle", signal, handler).invoke(null, one, proxy);
            // Where the signal is ignored from the start, the JVM answers with that, and does not install the handler.
            boolean ignored = handler.getField("SIG_IGN").get(null) == before;
            return ignored ? Handling.IGNORED : Handling.HANDLED;
        } catch (ReflectiveOperationException | IllegalArgumentException e) {
            Throwable cause = e instanceof InvocationTargetException && e.getCause() != null ? e.getCause() : e;
            LOG.warn("SIG{} cannot be handled here: {}", name, cause.toString());
            return Handling.UNAVAILABLE;
        }
    }
}
