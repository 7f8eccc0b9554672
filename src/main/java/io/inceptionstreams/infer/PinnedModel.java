package io.inceptionstreams.infer;

import io.inceptionstreams.util.Folders;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.SavedModel;

/**
 * A copy of a SavedModel whose operations name the device they run on, for every GPU but the first.
 *
 * <p>Rejected: {@code visible_device_list}, the session option that seems to be made for it. TensorFlow refuses to map
 * its GPU:0 to one physical device in one session and to another in the next, within a process.
 */
final class PinnedModel implements AutoCloseable {

    private static final String GRAPH = "saved_model.pb";

    private final Path folder;

    private PinnedModel(Path folder) {
        this.folder = folder;
    }

    static PinnedModel copy(Path model, String device) throws ClassifierException {
        try {
            PinnedModel copy = new PinnedModel(Files.createTempDirectory("inception-streams-model"));
            try {
                copy.write(model, device);
            } catch (IOException | RuntimeException e) {
                copy.close();
                throw e;
            }
            return copy;
        } catch (IOException e) {
            throw new ClassifierException("cannot copy the model in " + model + " for " + device + ": " + e, e);
        }
    }

    private void write(Path model, String device) throws IOException {
        for (String part : List.of("variables", "assets")) {
            if (Files.isDirectory(model.resolve(part))) {
                Files.createSymbolicLink(
                        folder.resolve(part), model.resolve(part).toAbsolutePath());
            }
        }
        try (InputStream in = Files.newInputStream(model.resolve(GRAPH));
                OutputStream out = Files.newOutputStream(folder.resolve(GRAPH))) {
            pin(SavedModel.parseFrom(in), device).writeTo(out);
        }
    }

    /** Operations that name a device already keep it. */
    static SavedModel pin(SavedModel model, String device) {
        SavedModel.Builder pinned = model.toBuilder();
        for (MetaGraphDef.Builder graph : pinned.getMetaGraphsBuilderList()) {
            graph.getGraphDefBuilder().getNodeBuilderList().forEach(node -> pin(node, device));
            for (FunctionDef.Builder function :
                    graph.getGraphDefBuilder().getLibraryBuilder().getFunctionBuilderList()) {
                function.getNodeDefBuilderList().forEach(node -> pin(node, device));
            }
        }
        return pinned.build();
    }

    private static void pin(NodeDef.Builder node, String device) {
        if (node.getDevice().isEmpty()) {
            node.setDevice(device);
        }
    }

    Path folder() {
        return folder;
    }

    @Override
    public void close() {
        try {
            Folders.delete(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete " + folder, e);
        }
    }
}
