package io.inceptionstreams.uri;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class UriTest {

    /** A signature covers these bytes. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/a.jpg?X-Amz-Signature=ab%2Bcd%2F%3D",
                "/a.jpg?sig=ab+cd/ef==",
                "/a%20b.jpg",
                "/a+b.jpg",
                "/a%2Bb.jpg",
                "/a%2fb.jpg",
                "/a%2Fb.jpg?x=%3d",
                "/a;b=c/d;e.jpg",
                "/~user/a~b.jpg",
                "/!a*b'(c).jpg?x=!*'()",
                "/a.jpg?empty=&next=1",
                "/a.jpg?empty",
                "/a.jpg?",
                "/a.jpg?&&=&",
                "/a.jpg?x=%252F%2520",
                "/%FF%FE%80.jpg",
                "/caf%C3%A9.jpg",
                "/cafe%CC%81.jpg",
                "/caf%c3%a9.jpg",
                "//a//b///c.jpg",
                "/a/./b/../c.jpg",
                "/a/%2e%2e/b.jpg",
                "/a@b:c,d$e&f=g.jpg",
                "/a.jpg?u=http://other.example/x?y=1&z=/",
                "/a.jpg?list[]=1&list[]=2",
                "/%00.jpg",
                "/",
            })
    void keepsEveryByteThatAUriMayHold(String target) throws MalformedUriException {
        assertThat(Uri.parse("https://bucket.example" + target).target()).isEqualTo(target);
        assertThat(Uri.parse("https://bucket.example" + target)).hasToString("https://bucket.example" + target);
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " -> ",
            quoteCharacter = '\0',
            commentCharacter = '\1',
            value = {
                "/my photo.jpg        -> /my%20photo.jpg",
                "/a\"b.jpg            -> /a%22b.jpg",
                "/<a>.jpg             -> /%3Ca%3E.jpg",
                "/a\\b.jpg            -> /a/b.jpg",
                "/a^b.jpg             -> /a%5Eb.jpg",
                "/a`b.jpg             -> /a%60b.jpg",
                "/{x}.jpg             -> /%7Bx%7D.jpg",
                "/a|b.jpg             -> /a%7Cb.jpg",
                "/a[1].jpg            -> /a%5B1%5D.jpg",
                "/50%off.jpg          -> /50%25off.jpg",
                "/100%                -> /100%25",
                "/100%2               -> /100%252",
                "/%%41                -> /%25%41",
                "/a.jpg?w=1|2         -> /a.jpg?w=1%7C2",
                "/a.jpg?q={\"a b\"}   -> /a.jpg?q=%7B%22a%20b%22%7D",
                "/a.jpg?q=<>^`\\      -> /a.jpg?q=%3C%3E%5E%60%5C",
                "/a.jpg?q=50%off      -> /a.jpg?q=50%25off",
                "/a.jpg?x#y?z         -> /a.jpg?x",
                "/a.jpg#y z%|         -> /a.jpg",
                "/caf\u00e9.jpg       -> /caf%C3%A9.jpg",
                "/cafe\u0301.jpg      -> /cafe%CC%81.jpg",
                "/\u212b\u00c5A\u030a -> /%E2%84%AB%C3%85A%CC%8A",
                "/\ud55c.jpg          -> /%ED%95%9C.jpg",
                "/\u1112\u1161\u11ab  -> /%E1%84%92%E1%85%A1%E1%86%AB",
                "/\ufb01\u2460\uff21  -> /%EF%AC%81%E2%91%A0%EF%BC%A1",
                "/\ud83d\ude00.jpg    -> /%F0%9F%98%80.jpg",
                "/a\u00a0b\u3000c     -> /a%C2%A0b%E3%80%80c",
                "/\u2028\u202e\ufeff  -> /%E2%80%A8%E2%80%AE%EF%BB%BF",
                "/\u0085.jpg          -> /%C2%85.jpg",
                "/\uffff              -> /%EF%BF%BF",
                "/a.jpg?q=e\u0301     -> /a.jpg?q=e%CC%81",
                "?x                   -> /?x",
                "#x                   -> /",
                "\\a.jpg?b\\c         -> /a.jpg?b%5Cc",
            })
    void encodesWhatBrowsersAndCurlTakeBesides(String written, String sent) throws MalformedUriException {
        assertThat(Uri.parse("http://host" + written).target()).isEqualTo(sent);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://host/a.jpg\n",
                "\r\n http://host/a.jpg",
                "\thttp://host/a.jpg \t",
                "\0http://host/a.jpg\u001f"
            })
    void whatIsInvisibleAtBothEndsDoesNotCount(String text) throws MalformedUriException {
        assertThat(Uri.parse(text)).hasToString("http://host/a.jpg");
    }

    @ParameterizedTest
    @CsvSource({
        "HTTP://Host/A, http://host/A",
        "https://host:443/, https://host/",
        "http://host:80/, http://host/",
        "http://host:/, http://host/",
        "http://host:443/, http://host:443/",
        "https://host:80/, https://host:80/",
        "http://host:00080/, http://host/",
        "http://host:65535/, http://host:65535/",
        "http://my_host.localhost/a, http://my_host.localhost/a",
        "http://-a-.b--c.example/, http://-a-.b--c.example/",
        "http://host./, http://host./",
        "http:\\\\host\\a, http://host/a",
        "http:/\\host/a, http://host/a",
        "file:///srv/a.jpg, file:///srv/a.jpg",
        "file:/srv/a.jpg, file:///srv/a.jpg",
        "file://localhost/srv/a.jpg, file:///srv/a.jpg",
        "FILE://LOCALHOST/srv/a b.jpg, file:///srv/a%20b.jpg",
        "file:///srv/\u00e9.jpg, file:///srv/%C3%A9.jpg",
        "file:///srv/50%off.jpg, file:///srv/50%25off.jpg",
    })
    void oneFormIsWhatIsSent(String text, String sent) throws MalformedUriException {
        assertThat(Uri.parse(text)).hasToString(sent).isEqualTo(Uri.parse(sent)).hasSameHashCodeAs(Uri.parse(sent));
    }

    /** The examples of RFC 3986, section 5.4, and what else servers send. */
    @ParameterizedTest
    @CsvSource(
            delimiterString = " -> ",
            quoteCharacter = '\0',
            commentCharacter = '\1',
            value = {
                "g             -> http://a/b/c/g",
                "./g           -> http://a/b/c/g",
                "g/            -> http://a/b/c/g/",
                "/g            -> http://a/g",
                "//g           -> http://g/",
                "?y            -> http://a/b/c/d;p?y",
                "g?y           -> http://a/b/c/g?y",
                "#s            -> http://a/b/c/d;p?q",
                "g#s           -> http://a/b/c/g",
                "g?y#s         -> http://a/b/c/g?y",
                ";x          -> http://a/b/c/;x",
                "g;x         -> http://a/b/c/g;x",
                "g;x?y#s     -> http://a/b/c/g;x?y",
                ".             -> http://a/b/c/",
                "./            -> http://a/b/c/",
                "..            -> http://a/b/",
                "../           -> http://a/b/",
                "../g          -> http://a/b/g",
                "../..         -> http://a/",
                "../../        -> http://a/",
                "../../g       -> http://a/g",
                "../../../g    -> http://a/g",
                "../../../../g -> http://a/g",
                "/./g          -> http://a/g",
                "/../g         -> http://a/g",
                "g.            -> http://a/b/c/g.",
                ".g            -> http://a/b/c/.g",
                "g..           -> http://a/b/c/g..",
                "..g           -> http://a/b/c/..g",
                "./../g        -> http://a/b/g",
                "./g/.         -> http://a/b/c/g/",
                "g/./h         -> http://a/b/c/g/h",
                "g/../h        -> http://a/b/c/h",
                "g;x=1/./y   -> http://a/b/c/g;x=1/y",
                "g;x=1/../y  -> http://a/b/c/y",
                "g?y/./x       -> http://a/b/c/g?y/./x",
                "g?y/../x      -> http://a/b/c/g?y/../x",
                "g#s/../x      -> http://a/b/c/g",
                "?token=1      -> http://a/b/c/d;p?token=1",
                "?             -> http://a/b/c/d;p?",
                "https://h/x   -> https://h/x",
                "https://h/a/../x -> https://h/x",
                "//h:8080/x    -> http://h:8080/x",
                "/my photo.jpg -> http://a/my%20photo.jpg",
                "/a.jpg?w=1|2  -> http://a/a.jpg?w=1%7C2",
                "\\x           -> http://a/x",
                "\\\\h\\x      -> http://h/x",
                "..\\x         -> http://a/b/x",
                "  /x        -> http://a/x",
                "1:2           -> http://a/b/c/1:2",
                "%2e%2e/g      -> http://a/b/c/%2e%2e/g",
            })
    void resolvesReferencesByRfc3986(String reference, String target) throws MalformedUriException {
        assertThat(Uri.parse("http://a/b/c/d;p?q").resolve(reference)).hasToString(target);
    }

    @Test
    void theQueryIsPassedOnToTheSameDocumentOnly() throws MalformedUriException {
        Uri signed = Uri.parse("https://host?signature=secret");

        assertThat(signed.resolve("")).hasToString("https://host/?signature=secret");
        assertThat(signed.resolve("x")).hasToString("https://host/x");
        assertThat(signed.resolve("?y")).hasToString("https://host/?y");
    }

    @Test
    void theBytesOfAHeaderAreKept() throws MalformedUriException {
        Uri from = Uri.parse("http://host/");

        assertThat(from.resolveHeader("/\u00c3\u00a9t\u00c3\u00a9-\u00c5\u0091.jpg"))
                .hasToString("http://host/%C3%A9t%C3%A9-%C5%91.jpg");
        assertThat(from.resolveHeader("/\u00e9t\u00e9.jpg?\u00ff")).hasToString("http://host/%E9t%E9.jpg?%FF");
        assertThat(from.resolveHeader("//b\u00c3\u00bccher.example/x")).hasToString("http://xn--bcher-kva.example/x");
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " -> ",
            quoteCharacter = '\0',
            commentCharacter = '\1',
            value = {
                "image.png            -> has no scheme",
                "//host/x             -> has no scheme",
                "ftp://host/x         -> scheme is ftp",
                "http:                -> no host",
                "http:x               -> no host",
                "http://              -> no host",
                "http:///x            -> no host",
                "http://?x            -> no host",
                "http://:80/          -> no host",
                "http://a b/          -> U+0020 (SPACE) at character 9 is not allowed in a host",
                "http://a%20b/        -> U+0020 (SPACE)",
                "http://a<b/          -> '<' at character 9",
                "http://a%2fb/        -> '/', which is not allowed in a host",
                "http://a!b/          -> '!' at character 9",
                "http://*/            -> '*' at character 8",
                "http://a..b/         -> between two dots",
                "http://.a/           -> between two dots",
                "http://./            -> between two dots",
                "http://host:0/       -> port at character 13 is not from 1 to 65535",
                "http://host:65536/   -> port at character 13",
                "http://host:99999999999999999999/ -> port at character 13",
                "http://host:8a/      -> 'a' at character 14 is not allowed in a port",
                "http://host:-1/      -> '-' at character 13",
                "http://host:\uff18/  -> U+FF18 (FULLWIDTH DIGIT EIGHT) at character 13",
                "http://a:b:c/        -> 'b' at character 10",
                "http://::1/          -> no host",
                "http://[::1/         -> '[' at character 8 opens an IPv6 address that does not end",
                "http://[]/           -> no IPv6 address",
                "http://[::1]x/       -> 'x' at character 13 follows an IPv6 address",
                "http://[fe80::1%25lo]/ -> '%' at character 16 is not allowed in an IPv6 address, which has no zone",
                "http://[fe80::1%lo]/ -> '%' at character 16",
                "http://[v1.fe80]/    -> 'v' at character 9",
                "http://[1.2.3.4]/    -> no IPv6 address",
                "http://[:::1]/       -> no IPv6 address",
                "http://[1:2:3:4:5:6:7:8:9]/ -> no IPv6 address",
                "http://[localhost]/  -> 'l' at character 9",
                "file://host/x        -> localhost",
                "file:x               -> absolute path",
                "file:///a?b          -> '?' at character 10 ends the path of a file",
                "file:///a#b.jpg      -> '#' at character 10 ends the path of a file",
                "file:                -> absolute path",
                "http://%ff/          -> not UTF-8",
            })
    void saysWhatIsWrongAndWhere(String text, String why) {
        assertThatThrownBy(() -> Uri.parse(text))
                .isInstanceOf(MalformedUriException.class)
                .hasMessageContaining(why);
    }

    @Test
    void controlCharactersInsideAreRefusedByNameAndPlace() {
        refused("http://host/a\tb.jpg", "U+0009 (CHARACTER TABULATION) at character 14 is a control character");
        refused("http://host/a\nb.jpg", "U+000A (LINE FEED (LF)) at character 14");
        refused("http://host/a\0b.jpg", "U+0000 (NULL) at character 14");
        refused("http://host/a?b\u007f", "U+007F (DELETE) at character 16");
        refused("http://ho\tst/", "U+0009 (CHARACTER TABULATION) at character 10");
        refused("http://host:8\n0/", "U+000A (LINE FEED (LF)) at character 14");
        refused("ht\ntp://host/", "no scheme");
        refused("", "no scheme");
        refused("  http://host/a\rb", "U+000D (CARRIAGE RETURN (CR)) at character 16");
        refused("http://host/\ud800.jpg", "U+D800 (HIGH SURROGATES D800) at character 13 is half of a surrogate pair");
        refused("http://\ud800/", "U+D800 (HIGH SURROGATES D800) at character 8 is not allowed in a host");
    }

    private static void refused(String text, String why) {
        assertThatThrownBy(() -> Uri.parse(text))
                .isInstanceOf(MalformedUriException.class)
                .hasMessageContaining(why);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://user:secret@host/",
                "http://user@host/",
                "http://@host/",
                "http://other.example@host/",
                "http://a@b@host/",
                "http://other.example:80@host/"
            })
    void credentialsAreNoticedAndNotKept(String text) throws MalformedUriException {
        assertThat(Uri.parse(text).hasUserInfo()).isTrue();
        assertThat(Uri.parse(text)).hasToString("http://host/");
    }

    /** To a browser a backslash ends the host; to RFC 3986 it is part of the credentials. */
    @Test
    void aBackslashEndsTheHost() throws MalformedUriException {
        Uri uri = Uri.parse("http://evil.example\\@good.example/x");

        assertThat(uri.host()).isEqualTo("evil.example");
        assertThat(uri.path()).isEqualTo("/@good.example/x");
        assertThat(uri.hasUserInfo()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " -> ",
            quoteCharacter = '\0',
            commentCharacter = '\1',
            value = {
                "https://host/a.jpg?X-Amz-Signature=secret -> https://host/a.jpg...",
                "https://host/a.jpg#secret           -> https://host/a.jpg...",
                "https://user:secret@host/a.jpg      -> https://...@host/a.jpg",
                "https://user:sec/ret@host/a.jpg     -> https://...",
                "https://user:sec\\ret@host/a.jpg    -> https://...",
                "ftp://user:secret@host/a.jpg        -> ftp://...@host/a.jpg",
                "https://host:8080/@scope/a.jpg      -> https://host:8080/@scope/a.jpg",
                "https://[::1]:8080/a.jpg            -> https://[::1]:8080/a.jpg",
                "data:image/png;base64,aW1hZ2U=      -> data:image/png;base64...",
                "no uri                              -> no uri",
            })
    void messagesHoldNoSecrets(String text, String shown) {
        assertThat(Uri.shown(text.strip())).isEqualTo(shown);
    }

    @Test
    void messagesAreShortAndOnOneLine() {
        assertThat(Uri.shown("http://host/a\nb\u001b[31m\u202e\u0085\u2028c")).isEqualTo("http://host/a?b?[31m???c");
        assertThat(Uri.shown("http://host/" + "x".repeat(1000))).hasSize(203).endsWith("x...");
        assertThat(Uri.shown("http://" + "u".repeat(300) + ":secret@host/")).isEqualTo("http://...@host/");
        assertThat(Uri.shown("")).isEmpty();
        assertThat(Uri.shown("data:" + "x".repeat(10_000_000))).hasSize(203);
    }

    @Test
    void schemesAreFoundInAnyText() {
        assertThat(Uri.scheme(" HTTP:x")).isEqualTo("http");
        assertThat(Uri.scheme("data:,x")).isEqualTo("data");
        assertThat(Uri.scheme("a+b-c.d1:x")).isEqualTo("a+b-c.d1");
        assertThat(Uri.scheme("1a:x")).isEmpty();
        assertThat(Uri.scheme("http//x:y")).isEmpty();
        assertThat(Uri.scheme(":x")).isEmpty();
        assertThat(Uri.scheme("")).isEmpty();
    }

    /** Whatever is accepted is a URI to Java's strict parser, and is read again as itself. */
    @Test
    void whatIsSentIsValidWhateverWasWritten() {
        Random random = new Random(42);
        String alphabet = "ab/\\?#%[]{}|^`\"<> .:;@&=+$,!*'()~_-\u00e9e\u0301\u3002\uff0e\u00ad\u200b0x7f\t";
        int accepted = 0;
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder(random.nextBoolean() ? "http://h" : "http://host/");
            random.ints(random.nextInt(30), 0, alphabet.length()).forEach(at -> text.append(alphabet.charAt(at)));
            try {
                Uri uri = Uri.parse(text.toString());
                accepted++;
                assertThatCode(() -> new URI(uri.toString()))
                        .as(text.toString())
                        .doesNotThrowAnyException();
                assertThat(Uri.parse(uri.toString())).isEqualTo(uri);
                assertThat(uri.resolve("")).isEqualTo(uri);
                assertThat(uri.host()).matches("[a-z0-9._-]+");
                assertThat(uri.toString()).matches("[!-~]+");
            } catch (MalformedUriException e) {
                assertThat(e).hasMessageMatching("[ -~]+");
            }
        }
        assertThat(accepted).isGreaterThan(5_000);
    }
}
