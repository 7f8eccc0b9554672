package io.inceptionstreams.stream;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.kafka.common.Uuid;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts the attempts at a record that ended with the death of the process. What is being tried stands in a small
 * memory-mapped file: the kernel keeps it when the process is killed or crashes, and nothing is written to the disk on
 * the way of a record. A machine that goes down loses the counts, and a record is then tried more often.
 *
 * <p>Rejected: counts in a topic, which cost a write for every record to serve the few; and counts in the committed
 * offset's metadata, which Kafka Streams uses itself. The price: counts are this instance's. A record that kills every
 * instance it comes to is dead-lettered after at most {@code attempts} deaths of each.
 *
 * <p>Thread-safe. File: {@value #SLOTS} slots of 16 bytes: offset + 1 (0: free), partition, attempts. After them the id of the
 * topic that has the records, which earlier versions neither write nor read.
 */
final class CrashJournal implements AutoCloseable {

    /** Records between decoder and device at the same time; what is beyond is not counted. */
    static final int SLOTS = 4096;

    private static final int SLOT_BYTES = 16;
    private static final int TOPIC_AT = SLOTS * SLOT_BYTES;
    private static final int FILE_BYTES = TOPIC_AT + 2 * Long.BYTES;

    private static final Logger LOG = LoggerFactory.getLogger(CrashJournal.class);

    private final Path path;
    private final boolean madeFolder;
    private final MappedByteBuffer file;
    private final Map<Place, Integer> slots = new HashMap<>();
    private final Map<Place, Integer> deaths = new HashMap<>();
    private final Deque<Integer> free = new ArrayDeque<>();

    /** Whether {@link #deaths} has any: mostly it has none, and records are spared the lock. */
    private volatile boolean anyDeaths;

    private record Place(int partition, long offset) {}

    private CrashJournal(Path path, boolean madeFolder, MappedByteBuffer file) {
        this.path = path;
        this.madeFolder = madeFolder;
        this.file = file;
        for (int slot = 0; slot < SLOTS; slot++) {
            int at = slot * SLOT_BYTES;
            long offset = file.getLong(at) - 1;
            if (offset < 0) {
                free.addLast(slot);
            } else {
                Place place = new Place(file.getInt(at + 8), offset);
                slots.put(place, slot);
                deaths.put(place, file.getInt(at + 12));
            }
        }
        anyDeaths = !deaths.isEmpty();
    }

    /**
     * Opens the journal in a folder of this instance alone; creates both where missing.
     *
     * @throws IOException when the folder cannot be written, or the disk is full: an instance without a journal would
     *     try a record that kills it for ever
     */
    static CrashJournal open(Path folder) throws IOException {
        boolean madeFolder = Files.notExists(folder);
        Files.createDirectories(folder);
        Path path = folder.resolve("attempts");
        try (FileChannel channel =
                FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            long missing = FILE_BYTES - channel.size();
            if (missing > 0) {
                // Written, not just mapped: a hole in the file would meet a full disk as a crash, later.
                ByteBuffer zeros = ByteBuffer.allocate((int) missing);
                channel.position(channel.size());
                while (zeros.hasRemaining()) {
                    channel.write(zeros);
                }
            }
            return new CrashJournal(path, madeFolder, channel.map(FileChannel.MapMode.READ_WRITE, 0, FILE_BYTES));
        } catch (IOException e) {
            throw new IOException("state.dir: " + path + " cannot be written: " + e, e);
        }
    }

    /** The records are of this topic from here on. What is known of records of another topic is forgotten. */
    synchronized void topicIs(Uuid topic) {
        Uuid before = new Uuid(file.getLong(TOPIC_AT), file.getLong(TOPIC_AT + Long.BYTES));
        if (before.equals(topic)) {
            return;
        }
        if (!before.equals(Uuid.ZERO_UUID)) {
            forget(place -> true);
        }
        file.putLong(TOPIC_AT, topic.getMostSignificantBits());
        file.putLong(TOPIC_AT + Long.BYTES, topic.getLeastSignificantBits());
    }

    /** How many attempts at the record have ended with the death of this instance. */
    int deaths(int partition, long offset) {
        if (!anyDeaths) {
            return 0;
        }
        synchronized (this) {
            return deaths.getOrDefault(new Place(partition, offset), 0);
        }
    }

    /** One attempt at a record, to be ended when the record is answered or given up. */
    Try attempt(int partition, long offset) {
        return new Try(partition, offset);
    }

    /** Thread-safe. What begins late, when its record was given up, does not count. */
    final class Try implements CrashMarker {

        private final int partition;
        private final long offset;
        private boolean over;

        private Try(int partition, long offset) {
            this.partition = partition;
            this.offset = offset;
        }

        @Override
        public void begin() {
            synchronized (CrashJournal.this) {
                if (!over) {
                    CrashJournal.this.begin(partition, offset);
                }
            }
        }

        void end() {
            synchronized (CrashJournal.this) {
                if (!over) {
                    over = true;
                    CrashJournal.this.end(partition, offset);
                }
            }
        }
    }

    /** An attempt begins. */
    synchronized void begin(int partition, long offset) {
        Place place = new Place(partition, offset);
        Integer slot = slots.get(place);
        if (slot == null) {
            slot = free.pollFirst();
            if (slot == null) {
                return;
            }
            slots.put(place, slot);
        }
        int at = slot * SLOT_BYTES;
        file.putInt(at + 8, partition);
        file.putInt(at + 12, deaths.getOrDefault(place, 0) + 1);
        file.putLong(at, offset + 1);
    }

    /** The record is answered, or was given up: it has not crashed the process. */
    synchronized void end(int partition, long offset) {
        Place place = new Place(partition, offset);
        if (deaths.remove(place) != null) {
            anyDeaths = !deaths.isEmpty();
        }
        Integer slot = slots.remove(place);
        if (slot != null) {
            file.putLong(slot * SLOT_BYTES, 0);
            free.addLast(slot);
        }
    }

    /** Forgets the records of a partition before {@code offset}: others have answered them. */
    void forgetBefore(int partition, long offset) {
        if (anyDeaths) {
            forget(place -> place.partition() == partition && place.offset() < offset);
        }
    }

    /** Forgets the records of a partition from {@code offset} on: others will stand there. */
    void forgetFrom(int partition, long offset) {
        if (anyDeaths) {
            forget(place -> place.partition() == partition && place.offset() >= offset);
        }
    }

    private synchronized void forget(Predicate<Place> which) {
        deaths.keySet().stream().filter(which).toList().forEach(place -> end(place.partition(), place.offset()));
    }

    /** Writes nothing more; the file stays. */
    @Override
    public void close() {
        file.force();
    }

    /**
     * Closes after a clean stop, when no attempt can begin any more. A journal that has nothing to tell is deleted, and
     * its folder too if {@link #open} made it and nothing else is in it: unless settings name one, every process has its
     * own.
     */
    synchronized void closeAndTidy() {
        close();
        if (!slots.isEmpty()) {
            return;
        }
        try {
            Files.delete(path);
            if (madeFolder) {
                Files.delete(path.resolveSibling(""));
            }
        } catch (IOException e) {
            LOG.debug("the journal stays", e); // or its folder, which is not empty
        }
    }
}
