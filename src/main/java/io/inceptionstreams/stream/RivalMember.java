package io.inceptionstreams.stream;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells whether another process has the name of a stream thread that was fenced. If not, the group coordinator was at
 * fault: after a stall of some seconds it takes a thread's second request to join for that of another member
 * (KAFKA-20985), and the thread may join again when its own session has timed out. Thread-safe.
 */
final class RivalMember {

    private static final Logger LOG = LoggerFactory.getLogger(RivalMember.class);
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final Pattern THREAD = Pattern.compile("StreamThread-(\\d+)$");

    private final Admin admin;
    private final String group;
    private final @Nullable String instanceId;

    /** @param instanceId {@code instance.id}; null for members that have no names */
    RivalMember(Admin admin, String group, @Nullable String instanceId) {
        this.admin = admin;
        this.group = group;
        this.instanceId = instanceId;
    }

    /**
     * Whether the group has a member with the name of this thread, which itself is out of it.
     *
     * @param thread as Kafka Streams names it
     */
    boolean isThere(String thread) throws InterruptedException {
        Optional<String> name = nameOf(thread);
        if (name.isEmpty()) {
            return true; // it cannot be known
        }
        try {
            return admin
                    .describeConsumerGroups(List.of(group))
                    .all()
                    .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                    .values()
                    .stream()
                    .flatMap(described -> described.members().stream())
                    .anyMatch(member -> member.groupInstanceId().equals(name));
        } catch (ExecutionException | TimeoutException e) {
            LOG.debug("the members of group {} are not known", group, e);
            return false; // a coordinator that does not answer is no other instance
        }
    }

    /** Kafka Streams numbers the static members of an instance like its threads. */
    Optional<String> nameOf(String thread) {
        Matcher number = THREAD.matcher(thread);
        return instanceId == null || !number.find()
                ? Optional.empty()
                : Optional.of(instanceId + "-" + number.group(1));
    }
}
