package io.inceptionstreams.image.fetch;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * An HTTP server on loopback that answers as badly as a test wants: after the request's head, the script has the raw
 * socket, in a thread of its own.
 */
final class RawServer implements AutoCloseable {

    /** What the server does with a connection once a request has arrived. */
    interface Script {
        void run(Socket socket, OutputStream out, CountDownLatch closing) throws Exception;
    }

    private final ServerSocket listener;
    private final Script script;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();
    private final Queue<String> requests = new ConcurrentLinkedQueue<>();

    RawServer(Script script) throws IOException {
        this(0, script);
    }

    RawServer(int port, Script script) throws IOException {
        this.script = script;
        this.listener = new ServerSocket(port, 200, InetAddress.getLoopbackAddress());
        daemon(this::accept);
    }

    /** Sends the text and closes the connection. */
    static Script saying(String response) {
        return (socket, out, closing) -> out.write(response.getBytes(ISO_8859_1));
    }

    /** Says that the image has {@code length} bytes, and sends one every {@code millis}. */
    static Script dripping(int length, int millis) {
        return (socket, out, closing) -> {
            out.write(("HTTP/1.1 200 OK\r\nContent-Length: " + length + "\r\n\r\n").getBytes(ISO_8859_1));
            for (int i = 0; i < length && !closing.await(millis, TimeUnit.MILLISECONDS); i++) {
                out.write('x');
                out.flush();
            }
        };
    }

    /** Reads the request and says nothing. */
    static Script silent() {
        return (socket, out, closing) -> closing.await();
    }

    String host() {
        return "127.0.0.1:" + listener.getLocalPort();
    }

    String uri(String path) {
        return "http://" + host() + path;
    }

    /** The request lines and headers so far. */
    Queue<String> requests() {
        return requests;
    }

    private void accept() {
        while (closing.getCount() > 0) {
            try {
                Socket socket = listener.accept();
                sockets.add(socket);
                daemon(() -> serve(socket));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket;
                BufferedReader in = new BufferedReader(new InputStreamReader(socket.getInputStream(), ISO_8859_1))) {
            for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
                requests.add(line);
            }
            script.run(socket, socket.getOutputStream(), closing);
        } catch (Exception hungUp) {
            // The client may leave at any moment; what it made of the response is what a test asserts.
        }
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work, "raw-server");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        closing.countDown();
        listener.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
