package io.inceptionstreams.stream.output;

import io.inceptionstreams.stream.client.CommitHolds;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import java.util.function.BiFunction;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Knows of each record that a stream thread sends which event it answers, and what becomes of it. When a broker refuses a
 * record because of this record, nothing of it reaches Kafka Streams, which would end the thread: the thread's tasks are
 * told to give up what is not committed, by an exception for which Kafka Streams aborts the transaction, and reads the
 * records again. {@link Refusals} remembers, so that the refused record is then answered in another form.
 *
 * <pre>
 *  stream thread                        producer's thread
 *  forwarding(event), send(record)
 *                                       callback: refused, kept in failures
 *  failIfRefused(): waits for all callbacks, has the failures judged, throws TaskMigratedException
 *  Kafka Streams closes the thread's tasks: closed(task); with the last one, all is forgotten
 *  Kafka Streams aborts the transaction, joins the group again, and reads from the committed offsets
 * </pre>
 *
 * <p>Until then, every flush throws too, and with it every commit: under at_least_once an offset behind a refused record
 * would lose it. Kept by stream thread, like {@link CommitHolds}; only callbacks run elsewhere.
 */
public final class SendWatch {

    private final Refusals refusals;
    private final ThreadLocal<OfThread> threads = ThreadLocal.withInitial(OfThread::new);

    public SendWatch(Refusals refusals) {
        this.refusals = refusals;
    }

    /** An answer that is being forwarded. */
    public record Sent(TopicPartition source, long offset, Outgoing answer) {}

    /** A record that did not reach its topic. */
    public record Failure(Sent sent, ProducerRecord<byte[], byte[]> record, Exception reason) {}

    private static final class OfThread {

        private final Set<Object> tasks = new HashSet<>();
        private @Nullable Sent forwarding;
        private @Nullable Runnable flush;
        private @Nullable RuntimeException verdict;
        private Queue<Failure> failures = new ConcurrentLinkedQueue<>();
    }

    /** A task of the calling thread begins. */
    public void opened(Object task) {
        threads.get().tasks.add(task);
    }

    /** A task of the calling thread has given up what it had. */
    public void closed(Object task) {
        OfThread thread = threads.get();
        thread.tasks.remove(task);
        if (thread.tasks.isEmpty()) {
            thread.failures = new ConcurrentLinkedQueue<>(); // what still comes is of records that were given up
            thread.verdict = null;
        }
    }

    /** From here to {@link #forwarded}, what the calling thread sends is this answer. */
    public void forwarding(Sent sent) {
        threads.get().forwarding = sent;
    }

    public void forwarded() {
        threads.get().forwarding = null;
    }

    /**
     * Sends a record of the calling thread.
     *
     * @param send hands it to the producer
     * @param flush waits for everything that was handed to the producer
     */
    public Future<RecordMetadata> send(
            ProducerRecord<byte[], byte[]> record,
            Callback callback,
            BiFunction<ProducerRecord<byte[], byte[]>, Callback, Future<RecordMetadata>> send,
            Runnable flush) {
        OfThread thread = threads.get();
        Sent sent = thread.forwarding;
        if (sent == null) {
            return send.apply(record, callback);
        }
        thread.flush = flush;
        if (sent.answer().alone()) {
            flush.run();
        }
        Queue<Failure> failures = thread.failures;
        try {
            Future<RecordMetadata> result = send.apply(
                    record, (metadata, exception) -> ended(sent, record, failures, callback, metadata, exception));
            if (sent.answer().alone()) {
                flush.run();
            }
            return result;
        } catch (KafkaException e) {
            if (failures.isEmpty()) {
                throw e;
            }
            return CompletableFuture.failedFuture(e); // the transaction is lost already; failIfRefused() says so
        }
    }

    /** Throws when a broker has refused an answer of the calling thread, so that its tasks give up what is not committed. */
    public void failIfRefused() {
        OfThread thread = threads.get();
        if (thread.verdict == null && !thread.failures.isEmpty() && thread.flush != null) {
            thread.flush.run(); // of a refused batch, the first callbacks may be those of the sound records
            List<Failure> all = new ArrayList<>(thread.failures);
            thread.verdict = refusals.judge(all);
        }
        if (thread.verdict != null) {
            throw thread.verdict;
        }
    }

    private void ended(
            Sent sent,
            ProducerRecord<byte[], byte[]> record,
            Queue<Failure> failures,
            Callback callback,
            @Nullable RecordMetadata metadata,
            @Nullable Exception exception) {
        if (exception == null) {
            refusals.taken(record.topic());
        } else if (Refusal.isCollateral(exception)
                || Refusal.of(exception, record).isPresent()) {
            failures.add(new Failure(sent, record, exception));
            return;
        }
        callback.onCompletion(metadata, exception);
    }
}
