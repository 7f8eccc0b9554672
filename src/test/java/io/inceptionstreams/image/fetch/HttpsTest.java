package io.inceptionstreams.image.fetch;

import static io.inceptionstreams.image.fetch.Failures.bytes;
import static io.inceptionstreams.image.fetch.Failures.failure;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import io.inceptionstreams.event.Deadline;
import io.inceptionstreams.event.Reason;
import io.inceptionstreams.image.ImageException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SNIMatcher;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.StandardConstants;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A certificate for 127.0.0.1 that nobody signed. */
class HttpsTest {

    private static final String TRUST_STORE = "javax.net.ssl.trustStore";
    private static final String PASSWORD = "changeit";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private static Path keys;

    @SuppressWarnings("NullAway.Init")
    private static Path store;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();

    private final Queue<String> names = new ConcurrentLinkedQueue<>();

    @SuppressWarnings("NullAway.Init")
    private HttpsServer server;

    @BeforeAll
    static void sign() throws Exception {
        store = keys.resolve("store.p12");
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
                        "SAN=ip:127.0.0.1,dns:*.example")
                .redirectErrorStream(true)
                .start();
        keytool.getInputStream().readAllBytes();
        assertThat(keytool.waitFor()).isZero();
    }

    @BeforeEach
    void start() throws Exception {
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context()) {
            @Override
            public void configure(HttpsParameters parameters) {
                SSLParameters ssl = getSSLContext().getDefaultSSLParameters();
                ssl.setSNIMatchers(List.of(new SNIMatcher(StandardConstants.SNI_HOST_NAME) {
                    @Override
                    public boolean matches(SNIServerName name) {
                        names.add(new String(name.getEncoded(), US_ASCII));
                        return true;
                    }
                }));
                parameters.setSSLParameters(ssl);
            }
        });
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
            assertThat(failure)
                    .hasMessageContaining("no authority that is trusted has signed its certificate (")
                    .hasMessageContaining("certification path")
                    .hasMessageEndingWith("fetch.tls.authorities adds one");
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

    @Test
    void trustsAnAuthorityOfOnesOwn() throws Exception {
        try (ImageSource source = open(Fetch.with().tlsAuthorities(certificate()))) {
            assertThat(bytes(fetch(source, "127.0.0.1"))).hasSize(2);
            assertThat(failure(fetch(source, "localhost")))
                    .hasMessageContaining("no TLS connection: ")
                    .hasMessageContaining("localhost");
        }
    }

    /** The JVM's are not replaced: images come from the public web as well. */
    @Test
    void trustsOnesOwnAuthorityBesidesTheJvms() throws Exception {
        Path other = folder.resolve("other.pem");
        try (ImageSource source = open(Fetch.with().tlsAuthorities(pem(other, anotherCertificate())))) {
            assertThat(failure(fetch(source, "127.0.0.1"))).hasMessageContaining("certification path");
        }
        trust();
        try (ImageSource source = open(Fetch.with().tlsAuthorities(other))) {
            assertThat(bytes(fetch(source, "127.0.0.1"))).hasSize(2);
        }
    }

    @Test
    void aBundleMayHaveSeveralCertificatesAndRemarks() throws Exception {
        Path bundle = folder.resolve("bundle.pem");
        Files.writeString(
                bundle,
                "# ours\r\n" + Files.readString(pem(bundle, anotherCertificate())) + "\n# and theirs\n"
                        + Files.readString(certificate()));
        try (ImageSource source = open(Fetch.with().tlsAuthorities(bundle))) {
            assertThat(bytes(fetch(source, "127.0.0.1"))).hasSize(2);
        }
    }

    @Test
    void aHostMayBeInUnicode() throws Exception {
        try (ImageSource source = resolving(Fetch.with().tlsAuthorities(certificate()))) {
            assertThat(bytes(fetch(source, "b\u00fccher.example"))).hasSize(2);
        }
        assertThat(names).contains("xn--bcher-kva.example");
    }

    /** The JDK's client would name no host, and a server of many would answer with another's certificate. */
    @Test
    void aHostWithAnUnderscoreIsNamedToTheServer() throws Exception {
        try (ServerSocket listener = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
                ImageSource source = resolving(Fetch.with())) {
            CompletableFuture<byte[]> fetch = source.fetch(
                    "https://my_bucket.example:" + listener.getLocalPort() + "/",
                    Deadline.after(Duration.ofSeconds(10), System.nanoTime()));
            try (Socket socket = listener.accept()) {
                byte[] hello = socket.getInputStream().readNBytes(200);

                assertThat(new String(hello, ISO_8859_1)).contains("my_bucket.example");
            }
            assertThat(failure(fetch)).hasMessageStartingWith("https://my_bucket.example:");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''                                                            | holds no certificate",
                "hello                                                         | PEM",
                "-----BEGIN CERTIFICATE-----\\nAAAA\\n-----END CERTIFICATE-----   | PEM",
                "-----BEGIN PRIVATE KEY-----\\nAAAA\\n-----END PRIVATE KEY-----   | PEM",
            })
    void badAuthoritiesAreRefusedAtTheStart(String content, String why) throws Exception {
        Path bad = Files.writeString(folder.resolve("bad.pem"), content.replace("\\n", "\n"));

        assertThatThrownBy(() ->
                        ImageSources.check(Fetch.with().tlsAuthorities(bad).settings()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("fetch.tls.authorities: ")
                .hasMessageContaining("bad.pem")
                .hasMessageContaining(why);
    }

    @Test
    void authoritiesThatAreNotThereAreRefusedAtTheStart() {
        for (Path none : List.of(folder.resolve("none.pem"), folder)) {
            assertThatThrownBy(() ->
                            ImageSources.check(Fetch.with().tlsAuthorities(none).settings()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("fetch.tls.authorities: no such file: " + none);
        }
    }

    private Path certificate() throws Exception {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD.toCharArray());
        }
        return pem(folder.resolve("server.pem"), keys.getCertificate("server"));
    }

    /** An authority that has signed nothing here: the JVM's first one. */
    @Test
    void bytesBehindTlsAreCountedAsWell() throws Exception {
        trust();
        byte[] again = ("1;" + "x".repeat(15_000) + "\r\nx\r\n").getBytes(ISO_8859_1);
        CountDownLatch hungUp = new CountDownLatch(1);
        try (ServerSocket listener =
                        context().getServerSocketFactory().createServerSocket(0, 0, InetAddress.getLoopbackAddress());
                ImageSource source = open(Fetch.with().maxBytes(1_000_000))) {
            Thread flood = new Thread(() -> {
                try (Socket socket = listener.accept()) {
                    OutputStream out = socket.getOutputStream();
                    out.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n".getBytes(ISO_8859_1));
                    while (true) {
                        out.write(again);
                    }
                } catch (IOException e) {
                    hungUp.countDown();
                }
            });
            flood.setDaemon(true);
            flood.start();

            CompletableFuture<byte[]> fetch = source.fetch(
                    "https://127.0.0.1:" + listener.getLocalPort() + "/",
                    Deadline.after(Duration.ofSeconds(10), System.nanoTime()));

            assertThat(failure(fetch).rejected().reason()).isEqualTo(Reason.SOURCE_TOO_LARGE);
            assertThat(hungUp.await(5, TimeUnit.SECONDS)).isTrue();
        }
    }

    private static Certificate anotherCertificate() throws Exception {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init((KeyStore) null);
        return ((X509TrustManager) factory.getTrustManagers()[0]).getAcceptedIssuers()[0];
    }

    private static Path pem(Path file, Certificate certificate) throws Exception {
        String body = Base64.getMimeEncoder().encodeToString(certificate.getEncoded());
        return Files.writeString(file, "-----BEGIN CERTIFICATE-----\n" + body + "\n-----END CERTIFICATE-----\n");
    }

    /** To which every name is this machine. */
    private static ImageSource resolving(Fetch settings) {
        GuardedResolver resolver = new GuardedResolver(
                host -> new InetAddress[] {InetAddress.getLoopbackAddress()},
                (host, port) -> true,
                (host, port) -> true);
        return new HttpSource(
                ApacheExchange.open(
                        settings.settings(),
                        resolver,
                        Executors.newCachedThreadPool(),
                        Executors.newCachedThreadPool()),
                3,
                RequestHeaders.NONE);
    }

    private void trust() {
        System.setProperty(TRUST_STORE, store.toString());
        System.setProperty(TRUST_STORE + "Password", PASSWORD);
    }

    private ImageSource open() {
        return open(Fetch.with());
    }

    private ImageSource open(Fetch settings) {
        return ImageSources.open(
                settings.allowedHosts("127.0.0.1", "localhost").settings(),
                timer,
                System::nanoTime,
                FetchObserver.NONE);
    }

    private CompletableFuture<byte[]> fetch(ImageSource source, String host) {
        return source.fetch(
                "https://" + host + ":" + server.getAddress().getPort() + "/",
                Deadline.after(Duration.ofSeconds(10), System.nanoTime()));
    }
}
