package io.inceptionstreams.image.fetch;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hc.core5.http.HttpResponse;
import org.jspecify.annotations.Nullable;

/**
 * Why an object store refuses, in its own words: S3's and Google's XML ({@code AccessDenied: Request has expired}), Azure's
 * header. Found by a pattern, not by a parser: an XML parser that reads strangers' bytes is a door of its own.
 */
final class StoreError {

    /** Code and message stand at the beginning; the signature's parts, which a message must not show, come later. */
    static final int MOST_BYTES = 4 << 10;

    private static final int SHOWN = 120;
    private static final Pattern CODE = Pattern.compile("<Code>\\s*([A-Za-z0-9._-]{1,64})\\s*</Code>");
    private static final Pattern MESSAGE = Pattern.compile("<Message>([^<]{0,500})</Message>");

    private StoreError() {}

    /** The word in the head, null when there is none. */
    static @Nullable String inHead(HttpResponse response) {
        String code = ResponseClassifier.header(response, "x-ms-error-code");
        return code != null && code.matches("[A-Za-z0-9._-]{1,64}") ? code : null;
    }

    /** Whether the body may have one. */
    static boolean mayBeInBody(HttpResponse response) {
        String type = ResponseClassifier.header(response, "Content-Type");
        return type != null && type.toLowerCase(Locale.ROOT).contains("xml");
    }

    /** The code and, when it is short, the message; null when the text is another's. */
    static @Nullable String inBody(byte[] body) {
        String text = new String(body, UTF_8);
        Matcher code = CODE.matcher(text);
        if (!text.contains("<Error") || !code.find()) {
            return null;
        }
        Matcher message = MESSAGE.matcher(text);
        String said = message.find() ? message.group(1).strip().replaceAll("[^ -~]+", " ") : "";
        return said.isEmpty() || said.length() > SHOWN ? code.group(1) : code.group(1) + ": " + said;
    }
}
