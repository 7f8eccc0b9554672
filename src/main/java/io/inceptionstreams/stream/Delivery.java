package io.inceptionstreams.stream;

import java.util.Optional;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.streams.processor.api.ProcessorContext;

/** The far end of a task's window: forwards answers in the order of their records. Stream thread only. */
final class Delivery {

    private final InferenceProcessor.Shared shared;
    private final TopicPartition source;
    private final Window window;
    private final ProcessorContext<byte[], Answer> context;

    Delivery(
            InferenceProcessor.Shared shared,
            TopicPartition source,
            Window window,
            ProcessorContext<byte[], Answer> context) {
        this.shared = shared;
        this.source = source;
        this.window = window;
        this.context = context;
    }

    /** Forwards what is finished at the head of the window. */
    void forwardFinished() {
        Work head = window.head();
        while (head != null && head.done() && !shared.drain().ended()) {
            if (!forward(head)) {
                return;
            }
            window.removeHead();
            head = window.head();
        }
    }

    /** Throws when the first record is not answered and, for all that can be known, will not be. */
    void failIfStuck() {
        Work head = window.head();
        if (head == null || head.done()) {
            return;
        }
        Optional<Throwable> failure = shared.labeller().failure();
        if (failure.isPresent()) {
            throw new LabellerFailedException("the device failed; nothing more can be labelled", failure.get());
        }
        if (head.overdueBy(shared.limits().stuck().toNanos(), shared.nanoTime().getAsLong())) {
            throw new StuckException("the record at " + source + " offset " + head.offset()
                    + " has no answer stream.stuck=" + shared.limits().stuck() + " after its deadline");
        }
    }

    /**
     * Forwards an answer. Kafka's own {@link TimeoutException} must not leave the processor, for Kafka Streams would
     * hand the current record in again, which need not be this one: the answer stays first, and is tried again.
     */
    private boolean forward(Work work) {
        Answer answer = work.answer();
        String output = answer.rejected() == null ? InferenceProcessor.LABELS : InferenceProcessor.DEAD_LETTERS;
        try {
            context.forward(work.toRecord(), output);
        } catch (TimeoutException e) {
            shared.outputs().refused(output, e);
            return false;
        }
        shared.outputs().took(output);
        shared.pace().answered();
        shared.drain().ended(1);
        if (answer.rejected() == null) {
            shared.observer().labelled();
        } else {
            shared.observer().deadLettered(answer.rejected().reason());
        }
        return true;
    }
}
