package io.inceptionstreams.image;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiPredicate;
import org.apache.hc.client5.http.DnsResolver;

/**
 * Looks names up for the HTTP client and refuses those with an address that is not public. The client asks it for every
 * connection, for literals as well, and connects to the very addresses that were checked: no second look-up could differ.
 *
 * <p>One refused address refuses the name, though others may be public: a name that has both is either a trap or
 * belongs in {@code fetch.allowed-hosts}.
 */
final class GuardedResolver implements DnsResolver {

    private final Names names;
    private final BiPredicate<String, Integer> unguarded;

    /** {@code unguarded} says, for a host and a port, that the guard does not apply. */
    GuardedResolver(Names names, BiPredicate<String, Integer> unguarded) {
        this.names = names;
        this.unguarded = unguarded;
    }

    /** How names are looked up: {@link InetAddress#getAllByName}. */
    interface Names {
        InetAddress[] lookUp(String host) throws UnknownHostException;
    }

    /** The client's interface allows no other exception than an unknown host. */
    static final class Refused extends UnknownHostException {
        Refused(String message) {
            super(message);
        }
    }

    @Override
    public List<InetSocketAddress> resolve(String host, int port) throws UnknownHostException {
        return Arrays.stream(addresses(host, port))
                .map(address -> new InetSocketAddress(address, port))
                .toList();
    }

    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
        return addresses(host, -1);
    }

    private InetAddress[] addresses(String host, int port) throws UnknownHostException {
        InetAddress[] addresses = names.lookUp(host);
        if (!unguarded.test(host, port)) {
            for (InetAddress address : addresses) {
                String refusal = AddressGuard.refusal(address);
                if (refusal != null) {
                    throw new Refused("the address of " + host + " is not public (" + refusal
                            + ") and the host is not in fetch.allowed-hosts");
                }
            }
        }
        return addresses;
    }

    @Override
    public String resolveCanonicalHostname(String host) {
        return host;
    }
}
