package io.inceptionstreams.stream;

import io.inceptionstreams.event.Rejected;
import io.inceptionstreams.stream.client.CommitScheduler;
import io.inceptionstreams.stream.output.Alterations;
import io.inceptionstreams.stream.output.Fitting;
import io.inceptionstreams.stream.output.Outgoing;
import io.inceptionstreams.stream.output.OutputHealth;
import io.inceptionstreams.stream.output.OutputRecord;
import io.inceptionstreams.stream.output.SendWatch;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.jspecify.annotations.Nullable;

/** The far end of a task's window: forwards answers in the order of their records. Stream thread only. */
final class InOrderForwarder {

    private final TaskEnvironment environment;
    private final Parts parts;
    private final CommitScheduler scheduler;
    private final TopicPartition source;
    private final InFlightWindow window;
    private final ProcessorContext<byte[], OutputRecord> context;

    /** The answer that its output did not take yet, if it is the first record's turn. */
    private @Nullable Outgoing waiting;

    /** The record that it answers: another one is first when the log was replaced meanwhile. */
    private @Nullable InFlightRecord waitingFor;

    /** What the forwarders of all tasks share. */
    record Parts(OutputHealth health, Fitting fitting, SendWatch sends, Alterations alterations) {}

    InOrderForwarder(
            TaskEnvironment environment,
            Parts parts,
            CommitScheduler scheduler,
            TopicPartition source,
            InFlightWindow window,
            ProcessorContext<byte[], OutputRecord> context) {
        this.environment = environment;
        this.parts = parts;
        this.scheduler = scheduler;
        this.source = source;
        this.window = window;
        this.context = context;
    }

    /** Forwards what is finished at the head of the window. */
    void forwardFinished() {
        parts.sends().failIfRefused();
        InFlightRecord head = window.head();
        while (head != null && head.done() && !environment.drain().ended()) {
            if (!forward(head)) {
                return;
            }
            window.removeHead();
            head = window.head();
        }
    }

    /** Throws when the first record is not answered and, for all that can be known, will not be. */
    void failIfStuck() {
        InFlightRecord head = window.head();
        if (head == null || head.done()) {
            return;
        }
        Optional<Throwable> failure = environment.labeller().failure();
        if (failure.isPresent()) {
            throw new LabellerFailedException("the device failed; nothing more can be labelled", failure.get());
        }
        if (head.overdueBy(
                environment.limits().stuck().toNanos(), environment.nanoTime().getAsLong())) {
            throw new StuckException("the record at " + source + " offset " + head.offset()
                    + " has no answer stream.stuck=" + environment.limits().stuck() + " after its deadline");
        }
    }

    /**
     * Forwards an answer. Kafka's own {@link TimeoutException} must not leave the processor, for Kafka Streams would
     * hand the current record in again, which need not be this one: the answer stays first, and is tried again.
     */
    private boolean forward(InFlightRecord record) {
        Outgoing answer = waiting == null || waitingFor != record
                ? parts.fitting().of(record.source(), record.answer())
                : waiting;
        parts.sends().forwarding(new SendWatch.Sent(source, record.offset(), answer));
        try {
            context.forward(answer.record(), answer.output());
        } catch (TimeoutException e) {
            waiting = answer;
            waitingFor = record;
            parts.health().refused(answer.output(), e);
            return false;
        } finally {
            parts.sends().forwarded();
        }
        waiting = null;
        waitingFor = null;
        parts.health().took(answer.output());
        scheduler.answered();
        environment.drain().ended(1);
        Rejected rejected = answer.record().value().rejected();
        if (rejected == null) {
            environment.observer().labelled();
        } else {
            environment
                    .observer()
                    .deadLettered(new EventPosition(source.topic(), source.partition(), record.offset()), rejected);
        }
        parts.alterations().forwarded(source, record.offset(), answer);
        return true;
    }
}
