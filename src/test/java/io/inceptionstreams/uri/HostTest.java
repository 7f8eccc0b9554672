package io.inceptionstreams.uri;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One host has one form, whoever wrote it: the address guard and the connection see no other. */
final class HostTest {

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, 127.0.0.1",
        "127.1, 127.0.0.1",
        "127.0.1, 127.0.0.1",
        "2130706433, 127.0.0.1",
        "0, 0.0.0.0",
        "00, 0.0.0.0",
        "0x, 0.0.0.0",
        "0177.0.0.1, 127.0.0.1",
        "0177.1, 127.0.0.1",
        "00000177.0.0.01, 127.0.0.1",
        "017700000001, 127.0.0.1",
        "0x7f.0.0.1, 127.0.0.1",
        "0X7F.1, 127.0.0.1",
        "0x7f000001, 127.0.0.1",
        "0x7F.0x0.0x0.0x1, 127.0.0.1",
        "127.0.0.1., 127.0.0.1",
        "127.65535, 127.0.255.255",
        "1.16777215, 1.255.255.255",
        "4294967295, 255.255.255.255",
        "0251.0376.169.254, 169.254.169.254",
        "%31%32%37.0.0.1, 127.0.0.1",
        "%30x7f.1, 127.0.0.1",
        "\uff11\uff12\uff17.\uff10.\uff10.\uff11, 127.0.0.1",
        "\uff10\uff58\uff17\uff46.1, 127.0.0.1",
        "\u2460\u2461\u2466.\u24ea.\u24ea.\u2460, 127.0.0.1",
        "127\u30020\uff0e0\uff611, 127.0.0.1",
        "%EF%BC%91.1, 1.0.0.1",
        "1\u00ad27.0.0.1, 127.0.0.1",
        "\ud835\udfcf.1, 1.0.0.1",
    })
    void numbersAreIpv4WhateverTheirForm(String written, String canonical) throws MalformedUriException {
        assertThat(Uri.host(written)).isEqualTo(canonical);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "256.0.0.1",
                "256.1",
                "1.2.3.256",
                "1.2.65536",
                "1.16777216.1",
                "4294967296",
                "1.2.3.4.5",
                "08.0.0.1",
                "1.09",
                "0x1g.1",
                "0xg.0.0.1",
                "a.1",
                "host.0x7f",
                "1..1",
                "99999999999999999999",
                "0x100000000",
                "1.2.3.08",
                "-1.1",
                "_.1"
            })
    void whatEndsInANumberAndIsNoAddressIsRefused(String written) {
        assertThatThrownBy(() -> Uri.host(written))
                .isInstanceOf(MalformedUriException.class)
                .hasMessageMatching(".*(IPv4|between two dots).*");
    }

    @ParameterizedTest
    @CsvSource({
        "[::1], [::1]",
        "[0:0:0:0:0:0:0:1], [::1]",
        "[0000:0000::0001], [::1]",
        "[::], [::]",
        "[::ffff:127.0.0.1], [::ffff:7f00:1]",
        "[::FFFF:7F00:1], [::ffff:7f00:1]",
        "[::127.0.0.1], [::7f00:1]",
        "[2001:DB8::A], [2001:db8::a]",
        "[2001:db8:0:0:1:0:0:0], [2001:db8:0:0:1::]",
        "[1:0:0:2:0:0:0:3], [1:0:0:2::3]",
        "[1:2:3:4:5:6:0:8], [1:2:3:4:5:6:0:8]",
        "[64:ff9b::169.254.169.254], [64:ff9b::a9fe:a9fe]",
    })
    void ipv6IsWrittenAsRfc5952Does(String written, String canonical) throws MalformedUriException {
        assertThat(Uri.host(written)).isEqualTo(canonical);
    }

    @Test
    void ipv6KeepsItsAddress() throws Exception {
        Random random = new Random(7);
        for (int i = 0; i < 2_000; i++) {
            byte[] address = new byte[16];
            random.nextBytes(address);
            for (int zero = random.nextInt(16); zero > 0; zero--) {
                address[random.nextInt(16)] = 0;
            }
            String text = "[" + InetAddress.getByAddress(address).getHostAddress() + "]";

            assertThat(InetAddress.getByName(Uri.host(text)).getAddress()).isEqualTo(address);
            assertThat(Uri.host(Uri.host(text))).isEqualTo(Uri.host(text));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "EXAMPLE.com, example.com",
        "my_host.localhost, my_host.localhost",
        "_a.b_, _a.b_",
        "b\u00fccher.example, xn--bcher-kva.example",
        "BU\u0308CHER.example, xn--bcher-kva.example",
        "b%C3%BCcher.example, xn--bcher-kva.example",
        "xn--bcher-kva.example, xn--bcher-kva.example",
        "XN--BCHER-KVA.example, xn--bcher-kva.example",
        "fa\u00df.example, xn--fa-hia.example",
        "\u03b2\u03cc\u03bb\u03bf\u03c2.example, xn--nxasmm1c.example",
        "\u4f8b\u3048.\u30c6\u30b9\u30c8, xn--r8jz45g.xn--zckzah",
        "\u4f8b\u3048\u3002\u30c6\u30b9\u30c8, xn--r8jz45g.xn--zckzah",
        "\ud83d\udca9.example, xn--ls8h.example",
        "my_\u00fc.example, xn--my_-joa.example",
        "\u24c1\u24c4\u24b8\u24b6\u24c1host, localhost",
        "local\u00adhost, localhost",
        "local\u200bhost, localhost",
        "%6c%6F%63alhost, localhost",
        "\uff4c\uff4f\uff43\uff41\uff4c\uff48\uff4f\uff53\uff54, localhost",
        "r3---sn-4g5ednse.example, r3---sn-4g5ednse.example",
    })
    void namesAreAsciiInLowerCase(String written, String canonical) throws MalformedUriException {
        assertThat(Uri.host(written)).isEqualTo(canonical);
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " -> ",
            quoteCharacter = '\0',
            commentCharacter = '\1',
            value = {
                "a\u2100b.example -> stands for one with '/'",
                "a\uff0fb.example -> stands for one with '/'",
                "a\uff1ab.example -> stands for one with ':'",
                "a\uff20b.example -> stands for one with '@'",
                "a\uff1fb.example -> stands for one with '?'",
                "a%40b.example    -> '@'",
                "a%00b.example    -> U+0000",
                "a%2500b.example  -> '%'",
                "a%b              -> '%' at character 2",
                "\ufffd.example   -> U+FFFD (REPLACEMENT CHARACTER) at character 1",
                "\u2488.example   -> U+2488 (DIGIT ONE FULL STOP) at character 1",
                "\ue000.example   -> U+E000",
                "\u0301a.example  -> leading combining mark",
                "a\u200d.example  -> contextj",
                "\u0627a1.example -> bidi",
            })
    void hostsThatWouldBeOthersAreRefused(String written, String why) {
        assertThatThrownBy(() -> Uri.host(written))
                .isInstanceOf(MalformedUriException.class)
                .hasMessageContaining(why);
    }

    /** An event may be a megabyte of host. */
    @Test
    @Timeout(10)
    void longHostsAreRefusedBeforeTheyCostTime() {
        for (String part : new String[] {"a.", "%CC%81", "\u0301", "%25", "0", "xn--a.", "[", "\u2100"}) {
            assertThatThrownBy(() -> Uri.host(part.repeat(500_000))).isInstanceOf(MalformedUriException.class);
        }
        assertThatThrownBy(() -> Uri.parse("http://" + "@:".repeat(500_000) + "/"))
                .isInstanceOf(MalformedUriException.class);
    }

    @Test
    void lengthsAreThoseOfDns() throws MalformedUriException {
        String label = "a".repeat(63);
        assertThat(Uri.host(label + ".example")).startsWith(label);
        assertThatThrownBy(() -> Uri.host("a" + label)).hasMessageContaining("1 to 63 characters; in this one 64");
        assertThatThrownBy(() -> Uri.host("\u00fc".repeat(60) + ".example")).isInstanceOf(MalformedUriException.class);
        assertThat(Uri.host(("a".repeat(49) + ".").repeat(5) + "abc.")).hasSize(254);
        assertThatThrownBy(() -> Uri.host(("a".repeat(49) + ".").repeat(5) + "abcd"))
                .hasMessageContaining("more than 253 characters");
    }
}
