import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/**
 * Whether liveness is answered beside slow clients. {@code scripts/bench health} runs it against an instance:
 *
 * <pre>scripts/bench health [--clients N] [--seconds N] [--within MILLISECONDS] [URI]</pre>
 *
 * Opens N connections (200) to the management port (http://127.0.0.1:8080), a quarter of each kind: idle; half a
 * request's head; a byte a second; and asking for the metrics without reading the answer. What the server closes is
 * opened again. Beside them it asks {@code /health/live} every second, on a new connection, and prints how long the
 * answers took. Exit code 1 when one did not come, or took longer than the bound (100 ms).
 */
final class SlowClients {

    private static final int PROBE_TIMEOUT_MS = 5_000;
    private static final byte[] HALF = ascii("GET /health/live HTTP/1.1\r\nHost: localhost\r\nX-Half: ");
    private static final byte[] UNREAD = ascii("GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(20));

    private enum Kind {
        IDLE,
        HALF_A_HEAD,
        A_BYTE_A_SECOND,
        NOT_READING
    }

    private final InetSocketAddress address;
    private final Client[] clients;
    private long closed;
    private long refused;

    private SlowClients(InetSocketAddress address, int clients) {
        this.address = address;
        this.clients = new Client[clients];
        for (int i = 0; i < clients; i++) {
            this.clients[i] = new Client(Kind.values()[i % Kind.values().length]);
        }
    }

    public static void main(String[] arguments) throws InterruptedException {
        int clients = 200;
        int seconds = 60;
        int within = 100;
        URI uri = URI.create("http://127.0.0.1:8080");
        for (int i = 0; i < arguments.length; i++) {
            switch (arguments[i]) {
                case "--clients" -> clients = Integer.parseInt(arguments[++i]);
                case "--seconds" -> seconds = Integer.parseInt(arguments[++i]);
                case "--within" -> within = Integer.parseInt(arguments[++i]);
                default -> uri = URI.create(arguments[i]);
            }
        }
        InetSocketAddress address = new InetSocketAddress(uri.getHost(), uri.getPort());
        System.exit(new SlowClients(address, clients).measure(seconds, within) ? 0 : 1);
    }

    private boolean measure(int seconds, int withinMs) throws InterruptedException {
        double[] answers = new double[seconds];
        int missing = 0;
        for (int second = 0; second < seconds; second++) {
            long begin = System.nanoTime();
            for (Client client : clients) {
                client.tick();
            }
            double ms = probe();
            answers[second] = ms;
            if (Double.isInfinite(ms)) {
                missing++;
            }
            long left = TimeUnit.SECONDS.toNanos(1) - (System.nanoTime() - begin);
            if (left > 0) {
                TimeUnit.NANOSECONDS.sleep(left);
            }
        }
        Arrays.sort(answers);
        System.out.printf(
                "/health/live answered %d of %d times beside %d slow clients: p50 %.1f ms, p99 %.1f ms, max %.1f ms%n",
                seconds - missing,
                seconds,
                clients.length,
                answers[(seconds - 1) / 2],
                answers[(int) Math.ceil(seconds * 0.99) - 1],
                answers[seconds - 1]);
        System.out.printf("the server closed %d of their connections, and refused %d%n", closed, refused);
        return answers[seconds - 1] <= withinMs;
    }

    /** Milliseconds from the connection to the end of the answer; infinite for none. */
    private double probe() {
        long begin = System.nanoTime();
        try (Socket socket = new Socket()) {
            socket.setSoTimeout(PROBE_TIMEOUT_MS);
            socket.connect(address, PROBE_TIMEOUT_MS);
            socket.getOutputStream()
                    .write(ascii("GET /health/live HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (answer.startsWith("HTTP/1.1 200 ")) {
                return (System.nanoTime() - begin) / 1e6;
            }
            System.out.println("an answer that is not 200: " + answer.lines().findFirst().orElse("none"));
        } catch (SocketTimeoutException e) {
            System.out.println("no answer within " + PROBE_TIMEOUT_MS + " ms");
        } catch (IOException e) {
            System.out.println("no answer: " + e);
        }
        return Double.POSITIVE_INFINITY;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** One slow client; it connects at its first tick, and again when it was closed. */
    private final class Client {

        private final Kind kind;
        private SocketChannel channel;

        private Client(Kind kind) {
            this.kind = kind;
        }

        private void tick() {
            if (channel == null) {
                open();
            } else if (kind == Kind.A_BYTE_A_SECOND) {
                write(new byte[] {'x'});
            } else if (kind != Kind.NOT_READING) {
                look();
            } else {
                write(UNREAD);
            }
        }

        private void open() {
            try {
                channel = SocketChannel.open();
                // Small, so that what is not read stays with the server.
                channel.setOption(StandardSocketOptions.SO_RCVBUF, 1_024);
                channel.socket().connect(address, PROBE_TIMEOUT_MS);
                channel.configureBlocking(false);
            } catch (IOException e) {
                refused++;
                close();
                return;
            }
            switch (kind) {
                case IDLE -> {}
                case HALF_A_HEAD, A_BYTE_A_SECOND -> write(HALF);
                case NOT_READING -> write(UNREAD);
            }
        }

        /** An idle connection learns that it was closed by reading. */
        private void look() {
            try {
                if (channel.read(ByteBuffer.allocate(512)) >= 0) {
                    return;
                }
            } catch (IOException reset) {
                // As good as closed.
            }
            closed++;
            close();
        }

        private void write(byte[] bytes) {
            try {
                channel.write(ByteBuffer.wrap(bytes));
            } catch (IOException reset) {
                closed++;
                close();
            }
        }

        private void close() {
            try {
                if (channel != null) {
                    channel.close();
                }
            } catch (IOException e) {
                System.out.println("a client did not close: " + e);
            }
            channel = null;
        }
    }
}
