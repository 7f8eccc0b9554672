package io.inceptionstreams.network.weights;

import io.inceptionstreams.network.Network;
import io.inceptionstreams.network.Numerics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The door to all weight files: recognises the kind by itself. */
public final class WeightFiles {

    private WeightFiles() {}

    /**
     * @param path a folder with a tfjs layers model, or a gzipped tar ({@code .tgz}) such as npm packs
     * @throws WeightsException when it is none of these, or its tensors are not exactly the network's
     */
    public static Trained read(Path path) throws IOException, WeightsException {
        Source source = source(path);
        TfjsFile file = TfjsFile.read(source);
        Network network = Family.KERAS.network(file);
        Optional<Published> published = Published.of(file.digest());
        Numerics numerics = published
                .map(known -> Family.KERAS.numerics().withPixels(known.scale(), known.offset()))
                .orElse(Family.KERAS.numerics());
        return new Trained(network, numerics, Family.KERAS.match(network, file), published, source.licence());
    }

    private static Source source(Path path) throws IOException, WeightsException {
        if (Files.isDirectory(path)) {
            return new FolderSource(path);
        }
        if (!Files.isRegularFile(path)) {
            throw new WeightsException(path + ": no such file or folder");
        }
        String name = String.valueOf(path.getFileName());
        if (name.endsWith(".tgz") || name.endsWith(".tar.gz")) {
            return PackageSource.open(path);
        }
        throw new WeightsException(path + ": a folder with a tfjs layers model is needed, or a .tgz that holds one");
    }
}
