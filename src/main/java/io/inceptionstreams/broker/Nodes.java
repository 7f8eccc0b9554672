package io.inceptionstreams.broker;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.errors.RetriableException;

/** Asks running nodes who they are. */
final class Nodes {

    private Nodes() {}

    static String bootstrapServers(List<NodeAddress> nodes) {
        return nodes.stream().map(NodeAddress::address).collect(Collectors.joining(","));
    }

    /** Its calls give up after 10 s; a dead or frozen node costs 3 s before another is asked. */
    static Admin admin(List<NodeAddress> nodes) {
        return Admin.create(Map.of(
                "bootstrap.servers", bootstrapServers(nodes),
                "request.timeout.ms", "3000",
                "default.api.timeout.ms", "10000",
                "reconnect.backoff.max.ms", "250"));
    }

    /** Returns when the cluster counts all of {@code expected} as working members. */
    static void awaitMembers(Admin admin, List<NodeAddress> expected, Duration limit) {
        Set<Integer> ids = expected.stream().map(NodeAddress::id).collect(Collectors.toSet());
        Await.until("brokers " + ids + " to serve", limit, () -> members(admin).containsAll(ids));
    }

    private static Set<Integer> members(Admin admin) {
        try {
            return Topics.get(admin.describeCluster().nodes(), "describing the cluster").stream()
                    .map(Node::id)
                    .collect(Collectors.toSet());
        } catch (BrokerException e) {
            if (e.getCause() instanceof RetriableException) {
                return Set.of();
            }
            throw e;
        }
    }
}
