package io.inceptionstreams.lab.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.sun.net.httpserver.HttpServer;
import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;

/** A server on loopback that has a photo under every path. */
final class PhotoServer implements AutoCloseable {

    private static final int SIDE = 96;
    private static final int DRIP_MILLIS = 200;

    private final String uri;
    private final AutoCloseable server;

    private PhotoServer(int port, AutoCloseable server) {
        this.uri = "http://127.0.0.1:" + port + "/";
        this.server = server;
    }

    /** Answers every path with a small photo, at once. */
    static PhotoServer sound() throws IOException {
        return serving(List.of(photo()));
    }

    /** Answers a path that is a number with the photo of that number, at once. */
    static PhotoServer serving(List<byte[]> photos) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1024);
        ExecutorService threads = Executors.newFixedThreadPool(4);
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            int number = Integer.parseInt(exchange.getRequestURI().getPath().substring(1));
            byte[] photo = photos.get(number % photos.size());
            exchange.getResponseHeaders().add("Content-Type", "image/jpeg");
            exchange.sendResponseHeaders(200, photo.length);
            exchange.getResponseBody().write(photo);
            exchange.close();
        });
        server.start();
        return new PhotoServer(server.getAddress().getPort(), () -> {
            server.stop(0);
            threads.shutdownNow();
        });
    }

    /** Promises a photo, and sends a byte of it five times a second. */
    static PhotoServer dripping() throws IOException {
        ServerSocket socket = new ServerSocket(0, 1024, InetAddress.getLoopbackAddress());
        Set<Socket> clients = ConcurrentHashMap.newKeySet();
        ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
        timer.scheduleAtFixedRate(
                () -> clients.removeIf(client -> !drip(client)), 0, DRIP_MILLIS, TimeUnit.MILLISECONDS);
        Thread accepting = new Thread(
                () -> {
                    while (!socket.isClosed()) {
                        accept(socket, clients);
                    }
                },
                "dripping");
        accepting.setDaemon(true);
        accepting.start();
        return new PhotoServer(socket.getLocalPort(), () -> {
            timer.shutdownNow();
            socket.close();
            for (Socket client : clients) {
                client.close();
            }
        });
    }

    /** Promises a photo, and sends chunks of one byte with long extensions for as long as the client reads. */
    static PhotoServer gushing() throws IOException {
        ServerSocket socket = new ServerSocket(0, 1024, InetAddress.getLoopbackAddress());
        byte[] chunks = ("1;" + "x".repeat(15_000) + "\r\nx\r\n").getBytes(US_ASCII);
        ExecutorService threads = Executors.newCachedThreadPool();
        threads.execute(() -> {
            while (!socket.isClosed()) {
                try {
                    Socket client = socket.accept();
                    threads.execute(() -> gush(client, chunks));
                } catch (IOException e) {
                    return; // closed
                }
            }
        });
        return new PhotoServer(socket.getLocalPort(), () -> {
            socket.close();
            threads.shutdownNow();
        });
    }

    private static void gush(Socket client, byte[] chunks) {
        try (client) {
            client.getOutputStream()
                    .write("HTTP/1.1 200 OK\r\nContent-Type: image/jpeg\r\nTransfer-Encoding: chunked\r\n\r\n"
                            .getBytes(US_ASCII));
            while (!Thread.currentThread().isInterrupted()) {
                client.getOutputStream().write(chunks);
            }
        } catch (IOException e) {
            return; // the client has hung up, as it should
        }
    }

    /** Ends with a slash: any path may follow. */
    String uri() {
        return uri;
    }

    /** A small JPEG. */
    static byte[] photo() {
        BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        graphics.setPaint(new GradientPaint(0, 0, Color.ORANGE, SIDE, SIDE, Color.BLUE));
        graphics.fillRect(0, 0, SIDE, SIDE);
        graphics.dispose();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, "jpg", bytes);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
        return bytes.toByteArray();
    }

    private static void accept(ServerSocket socket, Set<Socket> clients) {
        try {
            Socket client = socket.accept();
            client.getOutputStream()
                    .write("HTTP/1.1 200 OK\r\nContent-Type: image/jpeg\r\nContent-Length: 100000\r\n\r\n"
                            .getBytes(US_ASCII));
            clients.add(client);
        } catch (IOException e) {
            return; // closed, or the client has gone
        }
    }

    private static boolean drip(Socket client) {
        try {
            client.getOutputStream().write(0xff);
            return true;
        } catch (IOException e) {
            return false; // the client has hung up, as it should
        }
    }

    @Override
    public void close() throws IOException {
        try {
            server.close();
        } catch (IOException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException(e);
        }
    }
}
