package io.inceptionstreams.stream.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.ClusterResource;
import org.apache.kafka.common.ClusterResourceListener;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** When a consumer asks for the id of its topic, in virtual time. */
final class TopicIdentityTest {

    private static final Uuid OLD = new Uuid(1, 1);
    private static final Uuid NEW = new Uuid(2, 2);

    private Optional<Uuid> id = Optional.of(OLD);
    private boolean answers = true;
    private int asked;
    private long nanos = Long.MAX_VALUE - 1;
    private final TopicIdentity identity = identity(null);

    private TopicIdentity identity(@Nullable Uuid known) {
        return new TopicIdentity(
                "references",
                known,
                topic -> {
                    asked++;
                    if (!answers) {
                        throw new TimeoutException();
                    }
                    return id;
                },
                () -> nanos);
    }

    @Test
    void asksTwiceAfterNewMetadataAndNotInBetween() {
        assertThat(identity.changed()).isFalse();
        assertThat(asked).isZero();

        metadata(identity);
        for (int poll = 0; poll < 1_000; poll++) {
            assertThat(identity.changed()).isFalse();
        }
        assertThat(asked).isEqualTo(1);
        for (int poll = 0; poll < 1_000; poll++) {
            pass(TopicIdentity.SECOND_LOOK);
            assertThat(identity.changed()).isFalse();
        }
        assertThat(asked).isEqualTo(2);
    }

    @Test
    void changeIsToldOnce() {
        metadata(identity);
        identity.changed();

        id = Optional.of(NEW);
        metadata(identity);
        assertThat(identity.changed()).isTrue();
        assertThat(identity.known()).isEqualTo(NEW);
        pass(TopicIdentity.SECOND_LOOK);
        assertThat(identity.changed()).isFalse();
    }

    /** The broker that was asked learned of the new topic later than the consumer. */
    @Test
    void secondLookFindsWhatTheFirstDidNot() {
        metadata(identity);
        identity.changed();
        metadata(identity);
        assertThat(identity.changed()).isFalse();

        id = Optional.of(NEW);
        pass(TopicIdentity.SECOND_LOOK);
        assertThat(identity.changed()).isTrue();
    }

    @Test
    void topicThatIsAbsentIsLookedForUntilItIsThere() {
        metadata(identity);
        identity.changed();
        id = Optional.empty();
        metadata(identity);
        for (int poll = 0; poll < 100; poll++) {
            assertThat(identity.changed()).isFalse();
            pass(TopicIdentity.ABSENT);
        }
        assertThat(asked).isEqualTo(101);

        id = Optional.of(NEW);
        assertThat(identity.changed()).isTrue();
    }

    @Test
    void brokersThatDoNotAnswerAreSparedForAWhile() {
        metadata(identity);
        identity.changed();
        answers = false;
        metadata(identity);
        identity.changed();
        assertThat(asked).isEqualTo(2);
        metadata(identity);
        pass(TopicIdentity.UNANSWERED.minusNanos(1));
        identity.changed();
        assertThat(asked).isEqualTo(2);

        answers = true;
        id = Optional.of(NEW);
        pass(Duration.ofNanos(1));
        assertThat(identity.changed()).isTrue();
    }

    /** Its position may be of the old topic: another consumer of the group committed it. */
    @Test
    void consumerThatIsMadeLaterNoticesTheChangeToo() {
        TopicIdentity later = identity(OLD);
        id = Optional.of(NEW);
        metadata(later);

        assertThat(later.changed()).isTrue();
    }

    @Test
    void brokersWithoutIdsChangeNothing() {
        id = Optional.of(Uuid.ZERO_UUID);
        metadata(identity);
        assertThat(identity.changed()).isFalse();
        metadata(identity);
        assertThat(identity.changed()).isFalse();
    }

    /** It is asked outside of polls too, by a consumer that opens a partition. */
    @Test
    void whatWasAskedIsKnownAndNotToldAgain() throws TimeoutException {
        assertThat(identity.ask()).contains(OLD);
        assertThat(identity.known()).isEqualTo(OLD);

        id = Optional.of(NEW);
        assertThat(identity.ask()).contains(NEW);
        metadata(identity);
        assertThat(identity.changed()).isFalse();
    }

    @Test
    void absentTopicHasNoAnswerYet() {
        id = Optional.empty();

        assertThatThrownBy(identity::ask).isInstanceOf(TimeoutException.class);
    }

    /** The application's right to describe the topic was taken away, for a while. */
    @Test
    void idThatCannotBeKnownIsNoOtherTopic() throws TimeoutException {
        identity.ask();
        id = Optional.of(Uuid.ZERO_UUID);
        metadata(identity);
        assertThat(identity.changed()).isFalse();
        assertThat(identity.ask()).isEmpty();
        assertThat(identity.known()).isEqualTo(OLD);

        id = Optional.of(NEW);
        metadata(identity);
        assertThat(identity.changed()).isTrue();
    }

    /** No topic gets the id of a deleted one. */
    @Test
    void brokerThatIsBehindDoesNotBringBackTheDeletedTopic() throws TimeoutException {
        identity.ask();
        id = Optional.of(NEW);
        metadata(identity);
        assertThat(identity.changed()).isTrue();

        id = Optional.of(OLD);
        pass(TopicIdentity.SECOND_LOOK);
        assertThat(identity.changed()).isFalse();
        assertThat(identity.ask()).contains(NEW);
    }

    private static void metadata(TopicIdentity identity) {
        ((ClusterResourceListener) identity.listener()).onUpdate(new ClusterResource("cluster"));
    }

    private void pass(Duration time) {
        nanos += time.toNanos();
    }
}
