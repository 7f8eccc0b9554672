package io.inceptionstreams.image.fetch;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.List;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.StandardConstants;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.client5.http.ssl.HostnameVerificationPolicy;
import org.apache.hc.client5.http.ssl.HttpsSupport;
import org.apache.hc.core5.concurrent.FutureCallback;
import org.apache.hc.core5.net.NamedEndpoint;
import org.apache.hc.core5.reactor.ssl.TransportSecurityLayer;
import org.apache.hc.core5.util.Timeout;

/**
 * The client's TLS. Certificates are checked against the host by the JDK and by the HTTP client; of a host with an
 * underscore, which to the JDK is no host, by the HTTP client alone, and the server is told its name all the same.
 */
final class HostTls extends DefaultClientTlsStrategy {

    private final WithUnderscore withUnderscore;

    HostTls(SSLContext context) {
        super(context, HostnameVerificationPolicy.BOTH, HttpsSupport.getDefaultHostnameVerifier());
        this.withUnderscore = new WithUnderscore(context);
    }

    @Override
    public void upgrade(
            TransportSecurityLayer connection,
            NamedEndpoint host,
            Object attachment,
            Timeout handshake,
            FutureCallback<TransportSecurityLayer> callback) {
        if (host.getHostName().contains("_")) {
            withUnderscore.upgrade(connection, host, attachment, handshake, callback);
        } else {
            super.upgrade(connection, host, attachment, handshake, callback);
        }
    }

    /** What {@link javax.net.ssl.SNIHostName} refuses to be for a name with an underscore. */
    private static final class ServerName extends SNIServerName {

        ServerName(String host) {
            super(StandardConstants.SNI_HOST_NAME, host.getBytes(US_ASCII));
        }
    }

    private static final class WithUnderscore extends DefaultClientTlsStrategy {

        WithUnderscore(SSLContext context) {
            super(context, HostnameVerificationPolicy.CLIENT, HttpsSupport.getDefaultHostnameVerifier());
        }

        @Override
        protected void initializeEngine(SSLEngine engine) {
            SSLParameters parameters = engine.getSSLParameters();
            parameters.setServerNames(List.of(new ServerName(GuardedResolver.sent(engine.getPeerHost()))));
            engine.setSSLParameters(parameters);
        }
    }
}
