package io.inceptionstreams.model.remote;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.inceptionstreams.util.Sha256;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * AWS Signature Version 4 of a GET without a query. Rejected: AWS's SDK, 20 jars for one request; what is lost with it
 * is credentials from elsewhere than the environment.
 */
final class S3Signature {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final String ALGORITHM = "AWS4-HMAC-SHA256";

    private final String id;
    private final String secret;
    private final Optional<String> token;
    private final String region;

    S3Signature(String id, String secret, Optional<String> token, String region) {
        this.id = id;
        this.secret = secret;
        this.token = token;
        this.region = region;
    }

    /**
     * The headers that make a request a signed one, {@code Host} not among them, which the client sets.
     *
     * @param others headers that the request has besides, to be signed with it; in lower case
     */
    Map<String, String> headers(URI target, Map<String, String> others, Instant now) {
        String time = TIME.format(now);
        String empty = Sha256.of(new byte[0]);
        Map<String, String> sent = new TreeMap<>(others);
        sent.put("x-amz-content-sha256", empty);
        sent.put("x-amz-date", time);
        token.ifPresent(value -> sent.put("x-amz-security-token", value));
        Map<String, String> signed = new TreeMap<>(sent);
        signed.put("host", target.getRawAuthority());

        String names = String.join(";", signed.keySet());
        String canonical = signed.entrySet().stream()
                .map(header -> header.getKey() + ":" + header.getValue() + "\n")
                .collect(Collectors.joining("", "GET\n" + target.getRawPath() + "\n\n", "\n" + names + "\n" + empty));
        String scope = time.substring(0, 8) + "/" + region + "/s3/aws4_request";
        byte[] key = ("AWS4" + secret).getBytes(UTF_8);
        for (String part : scope.split("/", -1)) {
            key = hmac(key, part);
        }
        String signature =
                Sha256.hex(hmac(key, String.join("\n", ALGORITHM, time, scope, Sha256.of(canonical.getBytes(UTF_8)))));
        sent.put(
                "authorization",
                ALGORITHM + " Credential=" + id + "/" + scope + ",SignedHeaders=" + names + ",Signature=" + signature);
        sent.keySet().removeAll(others.keySet());
        return sent;
    }

    /** As S3 wants it: everything but RFC 3986's unreserved characters and the slashes. */
    static String encodedPath(byte[] path) {
        StringBuilder encoded = new StringBuilder();
        for (byte b : path) {
            char c = (char) (b & 0xff);
            boolean plain = c < 0x80 && (Character.isLetterOrDigit(c) || "-._~/".indexOf(c) >= 0);
            encoded.append(plain ? String.valueOf(c) : String.format("%%%02X", (int) c));
        }
        return encoded.toString();
    }

    private static byte[] hmac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HmacSHA256", e);
        }
    }
}
