package io.inceptionstreams.image.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressGuardTest {

    @ParameterizedTest(name = "{2}: {0} is refused as {1}")
    @CsvSource({
        "0.0.0.0, unspecified, RFC 1122 this host",
        "0.255.255.255, unspecified, RFC 1122 this network",
        "10.0.0.0, private, RFC 1918 first",
        "10.255.255.255, private, RFC 1918 last",
        "100.64.0.0, carrier-grade NAT, RFC 6598 first",
        "100.127.255.255, carrier-grade NAT, RFC 6598 last",
        "127.0.0.1, loopback, RFC 1122",
        "127.255.255.254, loopback, RFC 1122",
        "168.63.129.16, Azure's platform, Microsoft's documentation",
        "169.254.169.254, link-local, RFC 3927 and the clouds' metadata service",
        "172.16.0.0, private, RFC 1918 first",
        "172.31.255.255, private, RFC 1918 last",
        "192.0.0.1, protocol assignments, RFC 6890",
        "192.0.2.1, documentation, RFC 5737 TEST-NET-1",
        "192.88.99.1, 6to4 relay, RFC 7526",
        "192.168.1.1, private, RFC 1918",
        "198.18.0.1, benchmarking, RFC 2544 first",
        "198.19.255.255, benchmarking, RFC 2544 last",
        "198.51.100.1, documentation, RFC 5737 TEST-NET-2",
        "203.0.113.1, documentation, RFC 5737 TEST-NET-3",
        "224.0.0.1, multicast, RFC 5771 first",
        "239.255.255.255, multicast, RFC 5771 last",
        "240.0.0.1, reserved, RFC 1112",
        "255.255.255.255, reserved, RFC 919 broadcast",
        "::, unspecified, RFC 4291",
        "::1, loopback, RFC 4291",
        "::7f00:1, IPv4-compatible, RFC 4291",
        "64:ff9b::7f00:1, NAT64, RFC 6052 with 127.0.0.1 inside",
        "64:ff9b:1::1, NAT64, RFC 8215",
        "100::1, discard, RFC 6666",
        "fc00::1, private, RFC 4193 first",
        "fdff:ffff::1, private, RFC 4193 last",
        "fe80::1, link-local, RFC 4291 first",
        "febf::1, link-local, RFC 4291 last",
        "fec0::1, site-local, RFC 3879",
        "ff02::1, multicast, RFC 4291",
        "2001::1, Teredo, RFC 4380",
        "2001:2::1, protocol assignments, RFC 5180 benchmarking",
        "2001:20::1, protocol assignments, RFC 7343 ORCHIDv2",
        "2001:db8::1, documentation, RFC 3849",
        "2002:7f00:1::1, 6to4, RFC 3056 with 127.0.0.1 inside",
        "3fff:fff::1, documentation, RFC 9637",
        "5f00::1, reserved, RFC 9602 segment routing",
        "4000::1, reserved, not handed out",
    })
    void refuses(String address, String refusal, String rfc) throws UnknownHostException {
        assertThat(AddressGuard.refusal(InetAddress.getByName(address))).as(rfc).isEqualTo(refusal);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.1.1.1",
                "9.255.255.255",
                "11.0.0.0",
                "100.63.255.255",
                "100.128.0.0",
                "126.255.255.255",
                "128.0.0.1",
                "168.63.129.15",
                "168.63.129.17",
                "169.253.255.255",
                "172.15.255.255",
                "172.32.0.0",
                "192.167.255.255",
                "223.255.255.255",
                "2001:4860:4860::8888",
                "2606:4700::1111",
                "2a00:1450::1",
                "2001:200::1",
            })
    void allowsPublicUnicastUpToTheEdges(String address) throws UnknownHostException {
        assertThat(AddressGuard.refusal(InetAddress.getByName(address))).isNull();
    }

    @Test
    void refusesIpv4MappedBytesWhichJavaWouldHaveUnwrapped() {
        byte[] mapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1, 8, 8, 8, 8};

        assertThat(AddressGuard.refusal(mapped)).isEqualTo("IPv4-mapped");
    }
}
