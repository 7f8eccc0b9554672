package io.inceptionstreams.image.fetch;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.inceptionstreams.event.Deadline;
import io.inceptionstreams.image.ImageException;
import io.inceptionstreams.uri.MalformedUriException;
import io.inceptionstreams.uri.Uri;
import java.util.Arrays;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;

/**
 * {@code data:} URIs (RFC 2397), base64 or percent-encoded, read as browsers do: line breaks and blanks inside of base64
 * do not count, padding may be missing, a {@code %} that begins no escape is itself, and a fragment is left out. The media
 * type is not believed: the decoder looks at the bytes. Decodes in the caller's thread, which the size of a Kafka record
 * bounds already.
 */
final class DataSource implements ImageSource {

    private static final String BLANKS = " \t\r\n\f";
    private static final String BASE64 = "base64";

    private final int maxBytes;

    DataSource(int maxBytes) {
        this.maxBytes = maxBytes;
    }

    @Override
    public CompletableFuture<byte[]> fetch(String uri, Deadline deadline) {
        try {
            return CompletableFuture.completedFuture(read(uri));
        } catch (MalformedUriException e) {
            return CompletableFuture.failedFuture(ImageException.malformed(uri, e));
        } catch (ImageException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private byte[] read(String uri) throws ImageException, MalformedUriException {
        int end = end(uri);
        int comma = uri.indexOf(',');
        if (comma < 0 || comma >= end) {
            throw new MalformedUriException("it has no comma");
        }
        boolean base64 = isBase64(uri.substring(0, comma));
        byte[] bytes = base64 ? base64Decoded(uri, comma + 1, end) : Uri.octets(uri, comma + 1, end);
        SizeLimit.check(bytes.length, maxBytes);
        if (bytes.length == 0) {
            throw new MalformedUriException("it is empty");
        }
        return bytes;
    }

    /** Before a fragment, or before what is invisible at the end. */
    private static int end(String uri) {
        int end = uri.indexOf('#');
        if (end >= 0) {
            return end;
        }
        end = uri.length();
        while (end > 0 && uri.charAt(end - 1) <= ' ') {
            end--;
        }
        return end;
    }

    /** A type that ends in {@code ;base64}, with blanks around the word as it may be. */
    private static boolean isBase64(String type) {
        String word = type.stripTrailing();
        int start = word.length() - BASE64.length();
        return word.regionMatches(true, start, BASE64, 0, BASE64.length())
                && word.substring(0, start).stripTrailing().endsWith(";");
    }

    private static byte[] base64Decoded(String uri, int start, int end) throws MalformedUriException {
        try {
            // Nearly every one has the alphabet's characters alone, for which the JDK's decoder has fast machine code.
            return Base64.getDecoder().decode(uri.substring(start, end).getBytes(ISO_8859_1));
        } catch (IllegalArgumentException e) {
            return decodedAsBrowsersDo(uri, start, end);
        }
    }

    private static byte[] decodedAsBrowsersDo(String uri, int start, int end) throws MalformedUriException {
        byte[] digits = new byte[end - start];
        int count = 0;
        for (int i = start; i < end; i++) {
            char c = uri.charAt(i);
            int place = i;
            if (c == '%' && i + 2 < end && isHex(uri.charAt(i + 1)) && isHex(uri.charAt(i + 2))) {
                c = (char) (Character.digit(uri.charAt(i + 1), 16) << 4 | Character.digit(uri.charAt(i + 2), 16));
                i += 2;
            }
            if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || "+/=".indexOf(c) >= 0) {
                digits[count++] = (byte) c;
            } else if (BLANKS.indexOf(c) < 0) {
                throw MalformedUriException.at(uri, place, "is not base64");
            }
        }
        try {
            return Base64.getDecoder().decode(Arrays.copyOf(digits, count));
        } catch (IllegalArgumentException e) {
            throw new MalformedUriException("its base64 does not end where a group of four characters does");
        }
    }

    /** Not {@link Character#digit} alone, to which full-width digits are digits too. */
    private static boolean isHex(char c) {
        return c < 0x80 && Character.digit(c, 16) >= 0;
    }

    @Override
    public void close() {}
}
