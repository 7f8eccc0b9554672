package io.inceptionstreams.image.fetch;

import static io.inceptionstreams.image.fetch.Failures.bytes;
import static io.inceptionstreams.image.fetch.Failures.failure;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.inceptionstreams.event.Deadline;
import io.inceptionstreams.event.Reason;
import io.inceptionstreams.image.ImageException;
import io.inceptionstreams.uri.MalformedUriException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes over the wire for a URI, and which host is looked up: the server sees bytes, and no library's idea of them. */
class HttpUriTest {

    private final Map<String, byte[]> locations = new ConcurrentHashMap<>();
    private final Queue<String> lookedUp = new ConcurrentLinkedQueue<>();

    @SuppressWarnings("NullAway.Init")
    private RawServer server;

    @SuppressWarnings("NullAway.Init")
    private ImageSource source;

    /** Every name is this machine, and the address guard lets pass the names that end in {@code .example}. */
    @BeforeEach
    void start() throws IOException {
        server = new RawServer((socket, out, closing) -> {
            byte[] location = locations.remove(targets().get(targets().size() - 1));
            if (location == null) {
                out.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok".getBytes(ISO_8859_1));
            } else {
                out.write("HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: ".getBytes(ISO_8859_1));
                out.write(location);
                out.write("\r\n\r\n".getBytes(ISO_8859_1));
            }
        });
        FetchSettings settings = Fetch.with().settings();
        AllowedHosts allowed = new AllowedHosts(List.of("*.example"));
        source = new HttpSource(
                ApacheExchange.open(
                        settings,
                        new GuardedResolver(this::lookUp, allowed::allows, allowed::namesPort),
                        Executors.newCachedThreadPool(),
                        Executors.newCachedThreadPool()),
                settings.maxRedirects(),
                RequestHeaders.NONE);
    }

    private InetAddress[] lookUp(String host) throws UnknownHostException {
        lookedUp.add(host);
        boolean literal = host.contains(":") || host.matches("[0-9.]+");
        return literal ? InetAddress.getAllByName(host) : new InetAddress[] {InetAddress.getLoopbackAddress()};
    }

    @AfterEach
    void stop() throws IOException {
        source.close();
        server.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/a.jpg?X-Amz-Signature=ab%2Bcd%2F%3D",
                "/a.jpg?sig=ab+cd/ef==",
                "/a%20b.jpg",
                "/a+b%2Bc.jpg",
                "/a%2fb%2Fc.jpg?x=%3d",
                "/a;b=c/d;e.jpg",
                "/~user/!a*b'(c).jpg?x=!*'()~",
                "/a.jpg?empty=&next=1",
                "/a.jpg?empty",
                "/a.jpg?",
                "/a.jpg?&&=&",
                "/a.jpg?x=%252F%2520",
                "/%FF%fe%80.jpg?%ff",
                "/cafe%CC%81.jpg",
                "/caf%c3%a9.jpg",
                "//a//b///c.jpg",
                "/a/./b/../c.jpg",
                "/a/%2e%2e/b.jpg",
                "/a@b:c,d$e&f=g.jpg",
                "/a.jpg?u=http://other.example/x?y=1&z=/",
                "/a.jpg?list[]=1&list[]=2",
                "/%00.jpg",
                "/:80/x",
                "/*",
            })
    void theBytesOfAReferenceAreSent(String target) {
        assertThat(bytes(get("host.example", target))).hasSize(2);
        assertThat(targets()).containsExactly(target);
    }

    /** Two objects, two images: composed and decomposed letters are not one. */
    @Test
    void unicodeIsSentAsItIsWritten() {
        get("host.example", "/caf\u00e9.png").join();
        get("host.example", "/cafe\u0301.png").join();
        get("host.example", "/\u1112\u1161\u11ab?\u212b").join();

        assertThat(targets())
                .containsExactly("/caf%C3%A9.png", "/cafe%CC%81.png", "/%E1%84%92%E1%85%A1%E1%86%AB?%E2%84%AB");
    }

    @Test
    void whatBrowsersTakeIsSentInAFormThatEveryServerTakes() {
        get("host.example", "/my photo.jpg?w=1|2").join();
        get("host.example", "/a[1]{x}\"<>^`|\\50%off.jpg#top").join();
        get("host.example", "/a.jpg\n").join();

        assertThat(targets())
                .containsExactly(
                        "/my%20photo.jpg?w=1%7C2", "/a%5B1%5D%7Bx%7D%22%3C%3E%5E%60%7C/50%25off.jpg", "/a.jpg");
    }

    @ParameterizedTest
    @CsvSource({
        "my_host.example, my_host.example",
        "b\u00fccher.example, xn--bcher-kva.example",
        "b%C3%BCcher.EXAMPLE, xn--bcher-kva.example",
        "fa\u00df.example, xn--fa-hia.example",
    })
    void hostsAreLookedUpAsTheyAreSent(String written, String host) {
        get(written, "/").join();

        assertThat(lookedUp).containsExactly(host);
        assertThat(server.requests()).contains("Host: " + host + ":" + port());
    }

    @Test
    void thePortThatASchemeImpliesIsNotSent() {
        // Nothing listens there; the message is enough.
        assertThat(failure(source.fetch("http://127.0.0.1:80/", deadline())))
                .hasMessageStartingWith("http://127.0.0.1/:");
    }

    /** The guard sees the address, whatever its form; a name is looked up where one was written. */
    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, 127.0.0.1",
        "127.1, 127.0.0.1",
        "2130706433, 127.0.0.1",
        "0177.0.0.1, 127.0.0.1",
        "0x7f.1, 127.0.0.1",
        "0x7f000001, 127.0.0.1",
        "127.0.0.1., 127.0.0.1",
        "%31%32%37.0.0.1, 127.0.0.1",
        "\uff11\uff12\uff17.\uff10.\uff10.\uff11, 127.0.0.1",
        "\u2460\u2461\u2466\u3002\u24ea\uff0e\u24ea\uff61\u2460, 127.0.0.1",
        "0251.0376.169.254, 169.254.169.254",
        "0xa9fea9fe, 169.254.169.254",
        "2852039166, 169.254.169.254",
        "0, 0.0.0.0",
        "012.1, 10.0.0.1",
        "[::1], ::1",
        "[0:0:0:0:0:0:0:1], ::1",
        "[::ffff:127.0.0.1], ::ffff:7f00:1",
        "[::FFFF:a9fe:a9fe], ::ffff:a9fe:a9fe",
        "[64:ff9b::127.0.0.1], 64:ff9b::7f00:1",
        "[2002:7f00:1::], 2002:7f00:1::",
        "[fe80::1], fe80::1",
        "localhost, localhost",
        "\u24c1ocal\u00adhost, localhost",
        "localhost., localhost.",
    })
    void theAddressGuardSeesWhatIsConnectedTo(String written, String host) {
        locations.put("/redirect", ("http://" + written + ":" + port() + "/inside").getBytes(UTF_8));

        ImageException direct = failure(get(written, "/inside"));
        ImageException redirected = failure(get("host.example", "/redirect"));

        assertThat(direct.rejected().reason()).isEqualTo(Reason.SOURCE_FORBIDDEN);
        assertThat(redirected.rejected().reason()).isEqualTo(Reason.SOURCE_FORBIDDEN);
        assertThat(lookedUp).containsExactly(host, "host.example", host);
        assertThat(targets()).containsExactly("/redirect");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[fe80::1%25lo]", "[::1%lo]"})
    void zonesAreForbidden(String written) {
        ImageException failure = failure(get(written, "/"));

        assertThat(failure.rejected().reason()).isEqualTo(Reason.SOURCE_FORBIDDEN);
        assertThat(failure).hasCauseInstanceOf(MalformedUriException.class);
        assertThat(lookedUp).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1%2f", "a\u2100b", "1.2.3.4.5", "256.1.1.1", "08.0.0.1"})
    void hostsThatAreNoneAreNotLookedUp(String written) {
        ImageException failure = failure(get(written, "/"));

        assertThat(failure.rejected().reason()).isEqualTo(Reason.EVENT_INVALID);
        assertThat(failure).hasCauseInstanceOf(MalformedUriException.class);
        assertThat(lookedUp).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " -> ",
            quoteCharacter = '\0',
            value = {
                "/my photo.jpg        -> /my%20photo.jpg",
                "/a.jpg?w=1|2         -> /a.jpg?w=1%7C2",
                "?token=1             -> /from/here?token=1",
                "there?x              -> /from/there?x",
                "../there             -> /there",
                "./                   -> /from/",
                "//host.example:PORT/x -> /x",
                "http://host.example:PORT/a/../x -> /x",
                "HTTP://b\u00fccher.example:PORT/\u00e9 -> /%C3%A9",
                "/\u00e9t\u00e9-\u0151.jpg -> /%C3%A9t%C3%A9-%C5%91.jpg",
                "/%e9.jpg             -> /%e9.jpg",
            })
    void locationsAreResolvedAndEncodedLikeReferences(String location, String target) {
        locations.put(
                "/from/here?signature=secret",
                location.replace("PORT", "" + port()).getBytes(UTF_8));

        assertThat(bytes(get("host.example", "/from/here?signature=secret"))).hasSize(2);
        assertThat(targets()).containsExactly("/from/here?signature=secret", target);
    }

    @Test
    void bytesOfALocationThatAreNoUtf8AreKept() {
        locations.put("/", "/\u00e9t\u00e9.jpg".getBytes(ISO_8859_1));

        assertThat(bytes(get("host.example", "/"))).hasSize(2);
        assertThat(targets()).containsExactly("/", "/%E9t%E9.jpg");
    }

    @Test
    void anEmptyLocationIsTheSameDocument() {
        locations.put("/here?x", new byte[0]);

        assertThat(bytes(get("host.example", "/here?x"))).hasSize(2);
        assertThat(targets()).containsExactly("/here?x", "/here?x");
    }

    @Test
    void aMalformedLocationIsTheSourcesFault() {
        locations.put("/?signature=secret", "http://a b/?token=secret".getBytes(UTF_8));

        ImageException failure = failure(get("host.example", "/?signature=secret"));

        assertThat(failure.rejected().reason()).isEqualTo(Reason.SOURCE_FAILED);
        assertThat(failure)
                .hasMessageContaining("redirected to http://a b/..., which is malformed: U+0020 (SPACE) at character 9")
                .hasMessageNotContaining("secret");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"http://user:secret@host.example/", "//user:secret@host.example/", "ftp://user:secret@host/x"})
    void credentialsInALocationAreRefusedAndNotShown(String location) {
        locations.put("/", location.getBytes(UTF_8));

        ImageException failure = failure(get("host.example", "/"));

        assertThat(failure.rejected().reason()).isEqualTo(Reason.SOURCE_FORBIDDEN);
        assertThat(failure).hasMessageNotContaining("secret");
    }

    private CompletableFuture<byte[]> get(String host, String target) {
        return source.fetch("http://" + host + ":" + port() + target, deadline());
    }

    private static Deadline deadline() {
        return Deadline.after(Duration.ofSeconds(15), System.nanoTime());
    }

    private String port() {
        return server.host().substring(server.host().indexOf(':') + 1);
    }

    private List<String> targets() {
        return server.requests().stream()
                .filter(line -> line.startsWith("GET "))
                .map(line -> line.substring(4, line.length() - " HTTP/1.1".length()))
                .toList();
    }
}
