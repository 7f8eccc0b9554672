package io.inceptionstreams.lab.ledger;

import java.util.BitSet;
import java.util.Map;

/**
 * Where each event is in the references topic, whether the topic still has it, and which of those have no answer yet.
 * An event is gone when its topic was created again, or the log truncated before it. It may then be unanswered, and may
 * be answered once; every other event must be answered. Thread-safe.
 */
final class Outstanding {

    private static final int NOT_SENT = -1;

    private final int[] partitions;
    private final long[] offsets;
    private final int[] acknowledgedIn;
    private final int[] thereIn;
    private final int[] outstandingIn;
    private final BitSet acknowledged = new BitSet();
    private final BitSet answered = new BitSet();
    private final BitSet gone = new BitSet();

    /** @param count of events */
    Outstanding(int count, int partitionCount) {
        partitions = new int[count];
        offsets = new long[count];
        acknowledgedIn = new int[partitionCount];
        thereIn = new int[partitionCount];
        outstandingIn = new int[partitionCount];
    }

    /** The references topic has the event. */
    synchronized void acknowledged(int number, int partition, long offset) {
        partitions[number] = partition;
        offsets[number] = offset;
        acknowledged.set(number);
        acknowledgedIn[partition]++;
        thereIn[partition]++;
        if (!answered.get(number)) { // an answer may come before the acknowledgement
            outstandingIn[partition]++;
        }
    }

    synchronized void answered(int number) {
        if (answered.get(number)) {
            return;
        }
        answered.set(number);
        if (acknowledged.get(number) && !gone.get(number)) {
            outstandingIn[partitions[number]]--;
        }
    }

    /**
     * The log of each partition ends here now.
     *
     * @return how many events are gone that were there before
     */
    synchronized int endAt(Map<Integer, Long> ends) {
        int lost = 0;
        for (int i = acknowledged.nextSetBit(0); i >= 0; i = acknowledged.nextSetBit(i + 1)) {
            int partition = partitions[i];
            if (!gone.get(i) && offsets[i] >= ends.getOrDefault(partition, Long.MAX_VALUE)) {
                gone.set(i);
                lost++;
                thereIn[partition]--;
                outstandingIn[partition] -= answered.get(i) ? 0 : 1;
            }
        }
        return lost;
    }

    synchronized boolean isGone(int number) {
        return gone.get(number);
    }

    /** Events that were there once and are not any more. */
    synchronized int gone() {
        return gone.cardinality();
    }

    /** Those among them that have no answer. */
    synchronized int goneUnanswered() {
        BitSet unanswered = (BitSet) gone.clone();
        unanswered.andNot(answered);
        return unanswered.cardinality();
    }

    /** Events that the partition had, those that are gone included. */
    synchronized int acknowledgedIn(int partition) {
        return acknowledgedIn[partition];
    }

    /** Events that the log of the partition has, which is its end. */
    synchronized int thereIn(int partition) {
        return thereIn[partition];
    }

    /** Events that the partition has, and that have no answer. */
    synchronized int in(int partition) {
        return outstandingIn[partition];
    }

    /** The same of all partitions. */
    synchronized int total() {
        int total = 0;
        for (int one : outstandingIn) {
            total += one;
        }
        return total;
    }

    /** Where the event is or was; -1 before it is acknowledged. */
    synchronized int partition(int number) {
        return acknowledged.get(number) ? partitions[number] : NOT_SENT;
    }

    synchronized long offset(int number) {
        return acknowledged.get(number) ? offsets[number] : NOT_SENT;
    }
}
