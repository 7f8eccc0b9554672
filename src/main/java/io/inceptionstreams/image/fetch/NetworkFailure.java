package io.inceptionstreams.image.fetch;

import io.inceptionstreams.event.Reason;
import io.inceptionstreams.image.ImageException;
import io.inceptionstreams.uri.Uri;
import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Locale;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.MalformedChunkCodingException;
import org.apache.hc.core5.http.MessageConstraintException;
import org.apache.hc.core5.http.TruncatedChunkException;

/**
 * What the HTTP client's failures mean, in words that an operator can act on. The client's own words are taken only where
 * they hold nothing that the server said: a dead letter must not tell its reader what answers at an address.
 */
final class NetworkFailure {

    private final FetchSettings settings;

    NetworkFailure(FetchSettings settings) {
        this.settings = settings;
    }

    /** @param received how many bytes of the image had come */
    ImageException exception(Exception failure, Uri uri, long received) {
        String detail = uri.shown() + ": " + words(failure, uri, received);
        if (failure instanceof GuardedResolver.Refused) {
            return ImageException.permanent(Reason.SOURCE_FORBIDDEN, detail, failure);
        }
        if (failure instanceof ExchangeBytes.Flood flood) {
            return ImageException.permanent(flood.reason(), detail, failure);
        }
        // Neither a certificate nor a head that is too long gets better by asking again; other trouble may.
        return !(failure instanceof IOException) || isOfTls(failure) || failure instanceof MessageConstraintException
                ? ImageException.permanent(Reason.SOURCE_FAILED, detail, failure)
                : ImageException.passing(detail, failure);
    }

    private String words(Exception failure, Uri uri, long received) {
        String said = String.valueOf(failure.getMessage());
        if (failure instanceof GuardedResolver.Refused) {
            return said;
        }
        if (failure instanceof ConnectTimeoutException) {
            return "no connection within " + shown(settings.connectTimeout());
        }
        if (failure instanceof SocketTimeoutException) {
            return received == 0
                    ? "no answer within " + shown(settings.idleTimeout())
                    : "no more bytes within " + shown(settings.idleTimeout()) + " after the first "
                            + String.format(Locale.ROOT, "%,d", received);
        }
        if (failure instanceof UnknownHostException) {
            // What the system's resolver says when no name server answered; it may be the next time.
            return said.contains("Temporary failure")
                    ? "no name server answered for " + uri.host()
                    : "no such host: " + uri.host();
        }
        if (failure instanceof ConnectionClosedException && received == 0) {
            return "the source closed the connection without an answer";
        }
        if (isOfTls(failure)) {
            return hasCause(failure, GeneralSecurityException.class, "certification path")
                    ? "no authority that is trusted has signed its certificate (" + said
                            + "); fetch.tls.authorities adds one"
                    : "no TLS connection: " + said;
        }
        if (failure instanceof ExchangeBytes.Flood
                || failure instanceof SocketException
                || failure instanceof SSLException) {
            return said;
        }
        return ofHttp(failure);
    }

    private static String ofHttp(Exception failure) {
        if (failure instanceof MessageConstraintException) {
            return "the source sent a head, or a line of one, that is too long";
        }
        if (failure instanceof HttpException) {
            return "the source did not answer with HTTP/1.1";
        }
        if (failure instanceof TruncatedChunkException || failure instanceof ConnectionClosedException) {
            return "the source closed the connection before the end of its answer";
        }
        if (failure instanceof MalformedChunkCodingException) {
            return "the source sent chunks that are malformed";
        }
        return "the exchange failed (" + failure.getClass().getSimpleName() + ")";
    }

    private static boolean isOfTls(Exception failure) {
        return failure instanceof SSLHandshakeException || failure instanceof SSLPeerUnverifiedException;
    }

    private static boolean hasCause(Throwable failure, Class<? extends Throwable> type, String words) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause) && String.valueOf(cause.getMessage()).contains(words)) {
                return true;
            }
        }
        return false;
    }

    private static String shown(Duration duration) {
        long millis = duration.toMillis();
        return millis % 1000 == 0 ? millis / 1000 + " s" : millis + " ms";
    }
}
