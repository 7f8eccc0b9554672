package io.inceptionstreams.broker;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Free ports on the loopback address.
 *
 * <p>They are taken from below the systems' ephemeral ranges (32768 and up on Linux, 49152 elsewhere), and not with
 * port 0: a broker that is killed leaves its port free for a while, and a client that keeps connecting to a free port
 * of the ephemeral range can be given that very port as its own and end up connected to itself.
 */
final class Ports {

    private static final int LOWEST = 12_000;
    private static final int HIGHEST = 32_000;
    private static final int TRIES = 2_000;

    private Ports() {}

    /** Distinct ports that were free just now. Another process may still take one before its use. */
    static List<Integer> free(int count, RandomGenerator random) {
        List<Integer> found = new ArrayList<>();
        for (int i = 0; i < TRIES && found.size() < count; i++) {
            int port = random.nextInt(LOWEST, HIGHEST);
            if (!found.contains(port) && isFree(port)) {
                found.add(port);
            }
        }
        if (found.size() < count) {
            throw new BrokerException("no " + count + " free ports between " + LOWEST + " and " + HIGHEST);
        }
        return found;
    }

    static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            // As the broker binds: a connection of its predecessor in TIME_WAIT is no obstacle.
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException inUse) {
            return false;
        }
    }
}
