package io.inceptionstreams.image;

import static io.inceptionstreams.image.Failures.bytes;
import static io.inceptionstreams.image.Failures.failure;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.inceptionstreams.event.Deadline;
import io.inceptionstreams.event.Reason;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A certificate for 127.0.0.1 that nobody signed. */
class HttpsTest {

    private static final String TRUST_STORE = "javax.net.ssl.trustStore";
    private static final String PASSWORD = "changeit";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();

    @SuppressWarnings("NullAway.Init")
    private HttpsServer server;

    @SuppressWarnings("NullAway.Init")
    private Path store;

    @BeforeEach
    void start() throws Exception {
        store = folder.resolve("store.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        PASSWORD,
                        "-storetype",
                        "PKCS12",
                        "-alias",
                        "server",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=test",
                        "-ext",
                        "SAN=ip:127.0.0.1")
                .redirectErrorStream(true)
                .start();
        keytool.getInputStream().readAllBytes();
        assertThat(keytool.waitFor()).isZero();
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context()));
        server.createContext("/", exchange -> {
            try (exchange) {
                exchange.sendResponseHeaders(200, 2);
                exchange.getResponseBody().write(new byte[2]);
            }
        });
        server.start();
    }

    private SSLContext context() throws Exception {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD.toCharArray());
        }
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return context;
    }

    @AfterEach
    void stop() {
        System.clearProperty(TRUST_STORE);
        System.clearProperty(TRUST_STORE + "Password");
        server.stop(0);
        timer.shutdownNow();
    }

    @Test
    void refusesACertificateThatTheJdkDoesNotTrust() {
        try (ImageSource source = open()) {
            ImageException failure = failure(fetch(source, "127.0.0.1"));

            assertThat(failure.rejected().reason()).isEqualTo(Reason.SOURCE_FAILED);
            assertThat(failure.isTransient()).isFalse();
            assertThat(failure).hasMessageContaining("certification path");
        }
    }

    @Test
    void trustsTheStoreThatTheJvmWasToldToTrust() {
        trust();
        try (ImageSource source = open()) {
            assertThat(bytes(fetch(source, "127.0.0.1"))).hasSize(2);
        }
    }

    @Test
    void refusesATrustedCertificateOfAnotherHost() {
        trust();
        try (ImageSource source = open()) {
            assertThat(failure(fetch(source, "localhost")).isTransient()).isFalse();
        }
    }

    private void trust() {
        System.setProperty(TRUST_STORE, store.toString());
        System.setProperty(TRUST_STORE + "Password", PASSWORD);
    }

    private ImageSource open() {
        return ImageSources.open(
                Fetch.with().allowedHosts("127.0.0.1", "localhost").settings(),
                timer,
                System::nanoTime,
                () -> {},
                () -> {});
    }

    private CompletableFuture<byte[]> fetch(ImageSource source, String host) {
        return source.fetch(
                "https://" + host + ":" + server.getAddress().getPort() + "/",
                Deadline.after(Duration.ofSeconds(10), System.nanoTime()));
    }
}
