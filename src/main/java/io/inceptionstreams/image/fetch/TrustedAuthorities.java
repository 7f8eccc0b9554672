package io.inceptionstreams.image.fetch;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Whose certificates are trusted: those that the JVM trusts, and those of {@code fetch.tls.authorities} besides. Added to,
 * not put instead of the JVM's, because images come from the public web and from one's own stores; who wants fewer has
 * the JVM's own {@code javax.net.ssl.trustStore}.
 */
final class TrustedAuthorities {

    private static final String KEY = "fetch.tls.authorities";

    /** A bundle of all public authorities is a fifth of it. */
    private static final long MOST_BYTES = 1 << 20;

    private TrustedAuthorities() {}

    /**
     * @param pem null: what the JVM trusts alone
     * @throws IllegalArgumentException when the file cannot be read, or is no PEM file with certificates
     */
    static SSLContext context(@Nullable Path pem) {
        Collection<? extends Certificate> added = pem == null ? List.of() : read(pem);
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, added.isEmpty() ? null : managers(added), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalArgumentException(KEY + ": cannot be trusted: " + pem + ": " + e, e);
        }
    }

    private static Collection<? extends Certificate> read(Path pem) {
        try {
            if (!Files.isRegularFile(pem)) {
                throw new NoSuchFileException(pem.toString());
            }
            if (Files.size(pem) > MOST_BYTES) {
                throw new IllegalArgumentException(KEY + ": has more than " + MOST_BYTES + " bytes: " + pem);
            }
            try (InputStream in = new BufferedInputStream(Files.newInputStream(pem))) {
                Collection<? extends Certificate> found =
                        CertificateFactory.getInstance("X.509").generateCertificates(in);
                if (found.isEmpty()) {
                    throw new IllegalArgumentException(KEY + ": holds no certificate: " + pem);
                }
                return found;
            }
        } catch (NoSuchFileException e) {
            throw new IllegalArgumentException(KEY + ": no such file: " + pem, e);
        } catch (CertificateException | IOException e) {
            throw new IllegalArgumentException(
                    KEY + ": must be a PEM file with certificates: " + pem + ": " + e.getMessage(), e);
        }
    }

    private static TrustManager[] managers(Collection<? extends Certificate> added)
            throws GeneralSecurityException, IOException {
        List<Certificate> all = new ArrayList<>(added);
        for (TrustManager manager : factory(null).getTrustManagers()) {
            if (manager instanceof X509TrustManager standard) {
                all.addAll(List.<X509Certificate>of(standard.getAcceptedIssuers()));
            }
        }
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        for (int i = 0; i < all.size(); i++) {
            store.setCertificateEntry("authority-" + i, all.get(i));
        }
        return factory(store).getTrustManagers();
    }

    private static TrustManagerFactory factory(@Nullable KeyStore store) throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory;
    }
}
