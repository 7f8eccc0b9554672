package io.inceptionstreams.network.weights;

import io.inceptionstreams.network.InceptionV3;
import io.inceptionstreams.network.Network;
import io.inceptionstreams.network.Numerics;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.ZipFile;

/** The door to all weight files: recognises kind and family by itself. */
public final class WeightFiles {

    /** For people. */
    public static final String KINDS = "Keras HDF5 (.h5), safetensors with torchvision's or timm's names, a frozen "
            + "TensorFlow-slim graph (.pb), a folder with a tfjs layers model, or a .tgz that holds one";

    private static final int HEAD = 16;
    /** PyTorch before 1.6. The second version of pickle; later ones were never its default. */
    private static final int[] PICKLE = {0x80, 2};
    /** The schema's version, 1, and the first graph. */
    private static final int[] SAVED_MODEL = {0x08, 1, 0x12};

    private WeightFiles() {}

    /**
     * @param path one of {@link #KINDS}; what it is, is seen in its content, not in its name
     * @throws WeightsException when it is none of these, or its tensors are not exactly the network's
     */
    public static Trained read(Path path) throws IOException, WeightsException {
        if (Files.isDirectory(path)) {
            return tfjs(new FolderSource(path));
        }
        if (!Files.isRegularFile(path)) {
            throw new WeightsException(path + ": no such file or folder");
        }
        byte[] head;
        try (InputStream in = Files.newInputStream(path)) {
            head = in.readNBytes(HEAD);
        }
        if (KerasFile.starts(head)) {
            return trained(KerasFile.open(path), Optional.empty(), Optional.empty());
        } else if (SafetensorsFile.starts(head, Files.size(path))) {
            return trained(SafetensorsFile.open(path), Optional.empty(), Optional.empty());
        } else if (starts(head, 0x1f, 0x8b)) {
            return tfjs(PackageSource.open(path));
        } else if (starts(head, 'P', 'K') || starts(head, PICKLE)) {
            throw new WeightsException(path + ": " + program(path));
        } else if (starts(head, 0x0a)) { // the first field of a GraphDef: a node
            return trained(FrozenGraphFile.open(path), Optional.empty(), Optional.empty());
        }
        String what = head.length == 0
                ? "an empty file"
                : starts(head, SAVED_MODEL) ? "a SavedModel" : "not a weight file that is known here";
        throw new WeightsException(path + ": " + what + "; what is read: " + KINDS);
    }

    /** What is a pickle, or a zip with one, or another zip. */
    private static String program(Path path) {
        try (ZipFile zip = new ZipFile(path.toFile())) {
            if (zip.getEntry("model.weights.h5") != null) {
                return "Keras' own format (.keras) is not read; save the model with model.save(\"NAME.h5\")";
            }
        } catch (IOException e) {
            // cut off, or no zip: what it once was is all that can be said
        }
        return "PyTorch's own format (.pth, .pt) holds programs and is not read;"
                + " save the state dict with safetensors.torch.save_file";
    }

    private static Trained tfjs(Source source) throws IOException, WeightsException {
        TfjsFile file = TfjsFile.read(source);
        return trained(file, Published.of(file.digest()), source.licence());
    }

    private static Trained trained(WeightFile file, Optional<Published> published, Optional<String> notice)
            throws WeightsException {
        Family family = Family.of(file);
        Network network = family.network(file);
        Match match = family.match(network, file);
        Numerics numerics = published
                .map(known -> match.numerics().withPixels(known.scale(), known.offset()))
                .orElse(match.numerics());
        boolean top = network.outputs().contains(InceptionV3.LOGITS);
        String found =
                file.kind() + ", " + family.title() + ", " + file.shapes().size() + " tensors, "
                        + (top ? network.size(InceptionV3.LOGITS) + " classes" : "no top") + ", "
                        + (network.outputs().contains(InceptionV3.AUXILIARY) ? "with" : "without")
                        + " the auxiliary classifier";
        return new Trained(network, numerics, match.weights(), family.framing(), found, published, notice);
    }

    private static boolean starts(byte[] head, int... bytes) {
        for (int i = 0; i < bytes.length; i++) {
            if (i >= head.length || Byte.toUnsignedInt(head[i]) != bytes[i]) {
                return false;
            }
        }
        return true;
    }
}
