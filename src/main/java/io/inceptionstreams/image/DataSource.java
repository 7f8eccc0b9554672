package io.inceptionstreams.image;

import io.inceptionstreams.event.Deadline;
import io.inceptionstreams.event.Reason;
import java.io.ByteArrayOutputStream;
import java.util.Base64;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * {@code data:} URIs (RFC 2397), base64 or percent-encoded. The media type is not believed: the decoder looks at the
 * bytes. Decodes in the caller's thread, which the size of a Kafka record bounds already.
 */
final class DataSource implements ImageSource {

    private final int maxBytes;

    DataSource(int maxBytes) {
        this.maxBytes = maxBytes;
    }

    @Override
    public CompletableFuture<byte[]> fetch(String uri, Deadline deadline) {
        try {
            return CompletableFuture.completedFuture(read(uri));
        } catch (ImageException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private byte[] read(String uri) throws ImageException {
        int comma = uri.indexOf(',');
        if (comma < 0) {
            throw malformed("it has no comma", null);
        }
        boolean base64 = uri.substring(0, comma).toLowerCase(Locale.ROOT).endsWith(";base64");
        // The payload's own bound: base64 writes 3 bytes as 4 characters, either may be written as %XX.
        long least = (uri.length() - comma - 1L) / 3 * (base64 ? 3 : 4) / 4;
        if (least > maxBytes) {
            throw SizeLimit.exceeded(maxBytes);
        }
        byte[] payload = percentDecoded(uri, comma + 1);
        byte[] bytes = base64 ? base64Decoded(payload) : payload;
        SizeLimit.check(bytes.length, maxBytes);
        if (bytes.length == 0) {
            throw malformed("it is empty", null);
        }
        return bytes;
    }

    private static byte[] percentDecoded(String uri, int start) throws ImageException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(uri.length() - start);
        for (int i = start; i < uri.length(); i++) {
            char c = uri.charAt(i);
            if (c == '%') {
                int high = i + 2 < uri.length() ? Character.digit(uri.charAt(i + 1), 16) : -1;
                int low = i + 2 < uri.length() ? Character.digit(uri.charAt(i + 2), 16) : -1;
                if (high < 0 || low < 0) {
                    throw malformed("a % is not followed by two hexadecimal digits", null);
                }
                bytes.write(high << 4 | low);
                i += 2;
            } else if (c > 0x20 && c < 0x7f) {
                bytes.write(c);
            } else {
                throw malformed("it holds a character that is no URI's", null);
            }
        }
        return bytes.toByteArray();
    }

    private static byte[] base64Decoded(byte[] payload) throws ImageException {
        try {
            return Base64.getDecoder().decode(payload);
        } catch (IllegalArgumentException e) {
            throw malformed("it is not base64", e);
        }
    }

    private static ImageException malformed(String why, @Nullable Throwable cause) {
        String detail = "the data: URI is malformed: " + why;
        return cause == null
                ? ImageException.permanent(Reason.SOURCE_FAILED, detail)
                : ImageException.permanent(Reason.SOURCE_FAILED, detail, cause);
    }

    @Override
    public void close() {}
}
