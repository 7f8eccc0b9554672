package io.inceptionstreams.image.fetch;

import java.net.IDN;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiPredicate;
import org.apache.hc.client5.http.DnsResolver;

/**
 * Looks names up for the HTTP client and refuses those with an address that is not public, and ports of other protocols. The client asks it for every
 * connection, for literals as well, and connects to the very addresses that were checked: no second look-up could differ.
 *
 * <p>One refused address refuses the name, though others may be public: a name that has both is either a trap or
 * belongs in {@code fetch.allowed-hosts}.
 */
final class GuardedResolver implements DnsResolver {

    private final Names names;
    private final BiPredicate<String, Integer> unguarded;
    private final BiPredicate<String, Integer> anyPort;

    /**
     * @param unguarded says, for a host and a port, that its address may be any
     * @param anyPort says that the port may be any
     */
    GuardedResolver(Names names, BiPredicate<String, Integer> unguarded, BiPredicate<String, Integer> anyPort) {
        this.names = names;
        this.unguarded = unguarded;
        this.anyPort = anyPort;
    }

    /** How names are looked up. */
    interface Names {
        InetAddress[] lookUp(String host) throws UnknownHostException;
    }

    /** By the system, but for {@code localhost} and names below, which are this machine (RFC 6761) to browsers and curl. */
    static InetAddress[] system(String host) throws UnknownHostException {
        String name = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
        boolean isThisMachine = name.equals("localhost") || name.endsWith(".localhost");
        return InetAddress.getAllByName(isThisMachine ? "localhost" : host);
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

    /**
     * The name as it is sent. The client hands on names that begin with {@code xn--} as Java's IDN decodes them, which it
     * does only if encoding gives the same again.
     */
    static String sent(String host) {
        return host.chars().allMatch(c -> c < 0x80) ? host : IDN.toASCII(host);
    }

    private InetAddress[] addresses(String client, int port) throws UnknownHostException {
        String host = sent(client);
        if (PortGuard.refuses(port) && !anyPort.test(host, port)) {
            throw new Refused("port " + port + " is one that browsers block, and it is not in fetch.allowed-ports");
        }
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
