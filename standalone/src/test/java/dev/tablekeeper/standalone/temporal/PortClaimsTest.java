package dev.tablekeeper.standalone.temporal;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PortClaimsTest {

    @Test
    void twoProgramsNeverGetTheSamePortsAlsoBeforeTheyListen() throws Exception {
        try (PortClaims one = new PortClaims();
                PortClaims other = new PortClaims()) {
            Ports ports = one.choose();
            Ports others = other.choose();
            Set<Integer> all = new HashSet<>(List.of(ports.frontend(), ports.ui(), others.frontend(), others.ui()));
            assertThat(all).hasSize(4);
        }
    }

    @Test
    void aPortThatAnotherProgramHasIsStoodAsideFor() throws Exception {
        try (ServerSocket taken = new ServerSocket();
                PortClaims claims = new PortClaims()) {
            InetSocketAddress usual = new InetSocketAddress(InetAddress.getLoopbackAddress(), Ports.USUAL.frontend());
            try {
                taken.bind(usual);
            } catch (java.net.BindException e) {
                // Another has it already, which is as good.
            }
            assertThat(claims.choose().frontend()).isNotEqualTo(Ports.USUAL.frontend());
        }
    }
}
