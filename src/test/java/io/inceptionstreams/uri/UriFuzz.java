package io.inceptionstreams.uri;

import static io.inceptionstreams.testing.FuzzTarget.require;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.inceptionstreams.testing.FuzzTarget;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.Stream;

/** The grammar of URIs: what is accepted is printed in ASCII, and read again is the same. */
public final class UriFuzz implements FuzzTarget {

    private static final int LONGEST_SHOWN = 203;

    @Override
    public List<byte[]> seeds() {
        return Stream.of(
                        "https://user:word@Bücher.example:8443/a/./b/../c%20d|e?x=1&y[]=%2F#part",
                        "http://[2001:db8::1%25eth0]:80/",
                        "http://0x7f.1/",
                        "file:///C:/a b.jpg",
                        "//host/path",
                        "\\\\host\\path?q",
                        "?token=1",
                        "../../up",
                        "data:image/png;base64,AAAA")
                .map(text -> text.getBytes(UTF_8))
                .toList();
    }

    /** As text in UTF-8, and as bare UTF-16, which may have half characters. */
    @Override
    public void parse(byte[] input) throws Exception {
        check(new String(input, UTF_8));
        check(ByteBuffer.wrap(input).asCharBuffer().toString());
    }

    private static void check(String text) throws MalformedUriException {
        String shown = Uri.shown(text);
        require(shown.length() <= LONGEST_SHOWN && shown.chars().noneMatch(Character::isISOControl), shown);
        Uri base = Uri.parse("https://host.example/a/b?c");
        try {
            same(base.resolve(text));
        } catch (MalformedUriException refused) {
            // what is no reference
        }
        try {
            same(base.resolveHeader(text));
        } catch (MalformedUriException refused) {
            // what is no header
        }
        try {
            Uri uri = Uri.parse(text);
            same(uri);
            same(uri.resolve("x/../y?z"));
            require(uri.resolve("").equals(uri), "an empty reference is the document");
        } catch (MalformedUriException refused) {
            // what is no URI
        }
    }

    private static void same(Uri uri) throws MalformedUriException {
        String printed = uri.toString();
        require(printed.chars().allMatch(c -> c > ' ' && c < 0x7f), "not in visible ASCII: " + printed);
        Uri again = Uri.parse(printed);
        require(again.toString().equals(printed), printed + " becomes " + again);
        require(again.host().equals(uri.host()) && again.port() == uri.port(), "another host: " + printed);
        require(!again.hasUserInfo(), "credentials: " + printed);
        require(again.target().equals(uri.target()) && uri.path().startsWith("/"), "another target: " + printed);
        require(uri.port() == -1 || (uri.port() > 0 && uri.port() <= 0xffff), "no port: " + printed);
        require(uri.host().isEmpty() == uri.scheme().equals("file"), "a host of another scheme: " + printed);
    }

    @Override
    public long mostBytes() {
        return 16 << 20;
    }
}
