package io.inceptionstreams.lab.ledger;

import io.inceptionstreams.infer.SimulatedModel;
import io.inceptionstreams.model.Metadata;
import io.inceptionstreams.model.ModelException;
import io.inceptionstreams.model.ModelFolder;
import io.inceptionstreams.model.ModelWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The versions of a model that the instances are told to serve, and which of them may have answered an event: none that
 * is broken, none that is not published yet, and none that every instance had given up when the event was produced.
 *
 * <p>The model is one of a simulated device: a folder with everything but a graph. Thread-safe.
 */
final class Versions {

    /** The one name that a simulated device takes a model by. */
    static final String NAME = SimulatedModel.NAME;

    private final Path models;
    private final Set<Integer> sound = new HashSet<>();
    private final TreeMap<Integer, Integer> leastFrom = new TreeMap<>(Map.of(0, 0));
    private int last;

    /** @param models a folder of this run alone; version 1 is there at once */
    Versions(Path models) {
        this.models = models;
        publish();
    }

    /** The folder that the instances serve. */
    Path folder() {
        return models.resolve(NAME);
    }

    /** Names the next version as the current one. */
    synchronized int publish() {
        write();
        sound.add(last);
        point();
        return last;
    }

    /** The same, with one flipped byte: it must be refused by all, and the one before goes on. */
    synchronized int publishBroken() {
        Path graph = write().resolve(ModelFolder.SAVED_MODEL);
        try {
            byte[] bytes = Files.readAllBytes(graph);
            bytes[0] ^= 1;
            Files.write(graph, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot break " + graph, e);
        }
        point();
        return last;
    }

    /** From this event on, nothing may be answered by an older version: no instance has one any more. */
    synchronized void least(int version, int fromEvent) {
        leastFrom.put(fromEvent, version);
    }

    /** What is wrong with this version as the answerer of this event; null: nothing. */
    @Nullable
    synchronized String wrong(int event, String version) {
        int number = Integer.parseInt(version);
        if (!sound.contains(number)) {
            return "version " + version + " of the model answered, which must not serve";
        }
        int least = leastFrom.floorEntry(event).getValue();
        return number < least
                ? "version " + version + " of the model answered, although all instances had version " + least
                : null;
    }

    private Path write() {
        last++;
        Metadata metadata = SimulatedModel.metadata(String.valueOf(last));
        byte[] graph = ("no graph, version " + last).getBytes(StandardCharsets.UTF_8);
        try {
            return ModelWriter.write(models, metadata, out -> out.write(graph), true)
                    .folder();
        } catch (IOException | ModelException e) {
            throw new LedgerException("cannot write version " + last + " of the model", e);
        }
    }

    private void point() {
        Path draft = folder().resolve(".current");
        try {
            Files.writeString(draft, last + "\n");
            Files.move(draft, folder().resolve(ModelFolder.CURRENT), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot name version " + last + " as the current one", e);
        }
    }
}
