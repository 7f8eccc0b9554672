package io.inceptionstreams.image.fetch;

import io.inceptionstreams.event.Reason;
import io.inceptionstreams.image.ImageException;
import io.inceptionstreams.image.ImageFormat;
import io.inceptionstreams.image.OtherContent;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpResponse;

/**
 * Undoes the content codings of a response: gzip and deflate, which were not asked for and come nevertheless. What a
 * header calls a coding and is none ({@code UTF-8}, {@code none}, {@code aws-chunked}) changes nothing, as in browsers;
 * so does a coding that is not decoded here: the probe of the image decides.
 *
 * <p>Bounds: the limit on an image's bytes holds for what each coding gives, which bounds memory and time; there are
 * {@link #MOST_CODINGS} codings at most, and a fetch that has been given up stops within a buffer.
 */
final class ContentCodings {

    /** One is usual, two are a mistake of a proxy. */
    static final int MOST_CODINGS = 4;

    private static final Set<String> GZIP = Set.of("gzip", "x-gzip");
    private static final String DEFLATE = "deflate";
    private static final int BUFFER = 64 << 10;
    private static final int GZIP_TRAILER = 8;

    private final int maxBytes;
    private final BooleanSupplier isGivenUp;

    ContentCodings(int maxBytes, BooleanSupplier isGivenUp) {
        this.maxBytes = maxBytes;
        this.isGivenUp = isGivenUp;
    }

    /** The codings that are decoded, in the order in which they were applied. */
    static List<String> of(HttpResponse response) throws ImageException {
        List<String> codings = Arrays.stream(response.getHeaders("Content-Encoding"))
                .map(Header::getValue)
                .flatMap(value -> value == null ? Stream.empty() : Arrays.stream(value.split(",", -1)))
                .map(coding -> coding.strip().toLowerCase(Locale.ROOT))
                .filter(coding -> GZIP.contains(coding) || coding.equals(DEFLATE))
                .toList();
        if (codings.size() > MOST_CODINGS) {
            throw ImageException.permanent(
                    Reason.SOURCE_FAILED,
                    "the source answered with " + codings.size() + " content codings, and " + MOST_CODINGS
                            + " are decoded");
        }
        return codings;
    }

    /**
     * The bytes before the codings were applied. Bytes that are an image already are taken as they are: objects are
     * uploaded with a header that is not true of them.
     */
    byte[] decode(byte[] body, List<String> codings) throws ImageException {
        byte[] bytes = body;
        List<String> lastFirst = new ArrayList<>(codings);
        Collections.reverse(lastFirst);
        for (String coding : lastFirst) {
            if (ImageFormat.of(bytes) != null) {
                return bytes;
            }
            try {
                bytes = coding.equals(DEFLATE) ? deflate(bytes) : gzip(bytes);
            } catch (DataFormatException e) {
                throw ImageException.permanent(
                        Reason.SOURCE_FAILED,
                        "the source's " + coding + " coding does not decode: " + e.getMessage() + ": "
                                + OtherContent.described(bytes),
                        e);
            }
        }
        return bytes;
    }

    /** RFC 1952: members, one after the other; what follows the last one is ignored, as browsers and gzip do. */
    private byte[] gzip(byte[] bytes) throws DataFormatException, ImageException {
        if (!isGzip(bytes, 0)) {
            return bytes;
        }
        Growing out = new Growing();
        Inflater inflater = new Inflater(true);
        try {
            int at = 0;
            // A loop, not a recursion as in the JDK's stream: a megabyte holds fifty thousand empty members.
            while (isGzip(bytes, at)) {
                int data = endOfGzipHeader(bytes, at);
                int before = out.size();
                inflater.reset();
                inflater.setInput(bytes, data, bytes.length - data);
                inflate(inflater, out);
                int trailer = data + Math.toIntExact(inflater.getBytesRead());
                at = trailer + GZIP_TRAILER;
                check(bytes, trailer, out, before);
            }
            return out.toByteArray();
        } finally {
            inflater.end();
        }
    }

    private static boolean isGzip(byte[] bytes, int at) {
        return bytes.length - at > 2
                && (bytes[at] & 0xff) == 0x1f
                && (bytes[at + 1] & 0xff) == 0x8b
                && bytes[at + 2] == 8;
    }

    private static int endOfGzipHeader(byte[] bytes, int start) throws DataFormatException {
        int at = start + 10;
        int flags = at <= bytes.length ? bytes[start + 3] : 0;
        if ((flags & 4) != 0 && at + 2 <= bytes.length) {
            at += 2 + ((bytes[at] & 0xff) | (bytes[at + 1] & 0xff) << 8);
        }
        for (int texts = Integer.bitCount(flags & 0x18); texts > 0; texts--) { // a name, a comment
            while (at < bytes.length && bytes[at] != 0) {
                at++;
            }
            at++;
        }
        at += (flags & 2) != 0 ? 2 : 0;
        if (at > bytes.length) {
            throw new DataFormatException("it ends within its header");
        }
        return at;
    }

    private static void check(byte[] bytes, int trailer, Growing out, int from) throws DataFormatException {
        if (trailer + GZIP_TRAILER > bytes.length) {
            throw new DataFormatException("it ends before its checksum");
        }
        int checksum = ByteBuffer.wrap(bytes, trailer, Integer.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .getInt();
        if (checksum != out.checksum(from)) {
            throw new DataFormatException("its checksum is wrong");
        }
    }

    /** RFC 9110 means zlib's format; many a server sends the bare compressed data. */
    private byte[] deflate(byte[] bytes) throws DataFormatException, ImageException {
        boolean zlib = bytes.length > 1
                && (bytes[0] & 0x0f) == 8
                && ByteBuffer.wrap(bytes).getChar() % 31 == 0;
        if (zlib) {
            try {
                return inflated(bytes, false);
            } catch (DataFormatException e) {
                // Bare data may begin with what looks like zlib's header.
                try {
                    return inflated(bytes, true);
                } catch (DataFormatException bare) {
                    e.addSuppressed(bare);
                    throw e;
                }
            }
        }
        return inflated(bytes, true);
    }

    private byte[] inflated(byte[] bytes, boolean bare) throws DataFormatException, ImageException {
        Growing out = new Growing();
        Inflater inflater = new Inflater(bare);
        try {
            inflater.setInput(bytes);
            inflate(inflater, out);
            return out.toByteArray();
        } finally {
            inflater.end();
        }
    }

    private void inflate(Inflater inflater, Growing out) throws DataFormatException, ImageException {
        while (!inflater.finished()) {
            if (isGivenUp.getAsBoolean()) {
                throw ImageException.permanent(Reason.SOURCE_FAILED, "the fetch was given up");
            }
            int room = out.room();
            int count = inflater.inflate(out.bytes, out.size, room);
            out.size += count;
            if (out.size > maxBytes) {
                throw SizeLimit.exceeded(maxBytes);
            }
            if (count == 0 && !inflater.finished()) {
                if (inflater.needsDictionary()) {
                    throw new DataFormatException("it needs a dictionary");
                }
                if (inflater.needsInput()) {
                    throw new DataFormatException("it ends too early");
                }
            }
        }
    }

    /** Grows by doubling, from a buffer to one byte more than the limit, at which it is known to be too large. */
    private final class Growing {

        private byte[] bytes = new byte[Math.min(BUFFER, maxBytes + 1)];
        private int size;

        int size() {
            return size;
        }

        /** How many bytes fit, at least one. */
        int room() {
            if (size == bytes.length) {
                bytes = Arrays.copyOf(bytes, (int) Math.min(bytes.length * 2L, maxBytes + 1L));
            }
            return Math.min(BUFFER, bytes.length - size);
        }

        int checksum(int from) {
            CRC32 crc = new CRC32();
            crc.update(bytes, from, size - from);
            return (int) crc.getValue();
        }

        byte[] toByteArray() {
            return Arrays.copyOf(bytes, size);
        }
    }
}
