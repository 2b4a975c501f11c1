package dev.tablekeeper.api.security;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AddressTest {
    @Test
    void whoHasOneAddressOfAnIpv6NetworkHasThemAll() {
        assertThat(Address.network("2001:db8:1:2:3::4")).isEqualTo(Address.network("[2001:db8:1:2::ffff]"));
        assertThat(Address.network("2001:db8:1:2::1")).isNotEqualTo(Address.network("2001:db8:1:3::1"));
    }

    @Test
    void anIpv4AddressIsItself() {
        assertThat(Address.network("192.0.2.7")).isEqualTo("192.0.2.7");
        assertThat(Address.network("::ffff:192.0.2.7")).isEqualTo("192.0.2.7");
    }
}
