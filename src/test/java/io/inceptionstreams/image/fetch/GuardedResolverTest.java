package io.inceptionstreams.image.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.inceptionstreams.uri.MalformedUriException;
import io.inceptionstreams.uri.Uri;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Random;
import org.apache.hc.core5.http.HttpHost;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GuardedResolverTest {

    private static final AllowedHosts NOBODY = new AllowedHosts(List.of());

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.1", "2130706433", "0", "::1", "::ffff:127.0.0.1", "localhost"})
    void refusesLoopbackHoweverItIsSpelled(String host) {
        GuardedResolver resolver = new GuardedResolver(InetAddress::getAllByName, NOBODY::allows, NOBODY::namesPort);

        assertThatThrownBy(() -> resolver.resolve(host, 80))
                .isInstanceOf(GuardedResolver.Refused.class)
                .hasMessageContaining("not public")
                .hasMessageContaining("fetch.allowed-hosts");
    }

    @Test
    void refusesANameThatAlsoHasAPrivateAddress() {
        InetAddress[] both = {address("93.184.215.14"), address("10.0.0.1")};
        GuardedResolver resolver = new GuardedResolver(host -> both, NOBODY::allows, NOBODY::namesPort);

        assertThatThrownBy(() -> resolver.resolve("both.example", 80)).isInstanceOf(GuardedResolver.Refused.class);
    }

    @Test
    void answersWithTheAddressesThatItChecked() throws Exception {
        InetAddress[] one = {address("93.184.215.14")};
        GuardedResolver resolver = new GuardedResolver(host -> one, NOBODY::allows, NOBODY::namesPort);

        assertThat(resolver.resolve("public.example", 443))
                .containsExactly(new InetSocketAddress(address("93.184.215.14"), 443));
    }

    @Test
    void doesNotGuardAllowedHosts() throws Exception {
        InetAddress[] inside = {address("10.0.0.1")};
        AllowedHosts allowed = new AllowedHosts(List.of("images.internal:8080"));
        GuardedResolver resolver = new GuardedResolver(host -> inside, allowed::allows, allowed::namesPort);

        assertThat(resolver.resolve("images.internal", 8080)).hasSize(1);
        assertThatThrownBy(() -> resolver.resolve("images.internal", 22)).isInstanceOf(GuardedResolver.Refused.class);
    }

    /** The client decodes what begins with xn--; what is looked up must be what is sent. */
    @Test
    void looksUpTheNameThatIsSentWhateverTheClientMakesOfIt() throws MalformedUriException {
        Random random = new Random(5);
        String characters = "abcxyz019-_.";
        for (int i = 0; i < 20_000; i++) {
            StringBuilder host = new StringBuilder("xn--");
            random.ints(1 + random.nextInt(20), 0, characters.length())
                    .forEach(at -> host.append(characters.charAt(at)));
            // An empty label and a number at the end are refused before.
            String name = host.append("a.b").toString().replaceAll("\\.{2,}", ".") + (i % 2 == 0 ? "." : "");
            assertThat(Uri.host(name)).isEqualTo(name);

            String client = new HttpHost("http", name, 80).getHostName();

            assertThat(GuardedResolver.sent(client)).isEqualTo(name);
        }
        assertThat(new HttpHost("http", "xn--bcher-kva.example", 80).getHostName())
                .isEqualTo("b\u00fccher.example");
    }

    @ParameterizedTest(name = "{0} allows {1}:{2}: {3}")
    @CsvSource({
        "cdn.internal, cdn.internal, 80, true",
        "cdn.internal, CDN.Internal, 443, true",
        "CDN.internal, cdn.internal, 80, true",
        "cdn.internal, a.cdn.internal, 80, false",
        "cdn.internal, xcdn.internal, 80, false",
        "cdn.internal:80, cdn.internal, 80, true",
        "cdn.internal:80, cdn.internal, 81, false",
        "*.internal, cdn.internal, 80, true",
        "*.internal, a.b.internal, 80, true",
        "*.internal, internal, 80, false",
        "*.internal, evilinternal, 80, false",
        "*.internal:80, cdn.internal, 81, false",
        "127.0.0.1, 127.0.0.1, 9, true",
        "127.0.0.1, 127.1, 9, false",
        "[::1]:8080, ::1, 8080, true",
        "[::1], [::1], 1, true",
        "[0:0:0:0:0:0:0:1], ::1, 1, true",
        "0x7f.1, 127.0.0.1, 9, true",
        "b\u00fccher.example, xn--bcher-kva.example, 9, true",
        "*.B\u00dcCHER.example, cdn.xn--bcher-kva.example, 9, true",
        "my_host, my_host, 9, true",
    })
    void matchesHosts(String pattern, String host, int port, boolean allowed) {
        assertThat(new AllowedHosts(List.of(pattern)).allows(host, port)).isEqualTo(allowed);
    }

    private static InetAddress address(String literal) {
        try {
            return InetAddress.getByName(literal);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }
}
