package io.inceptionstreams.model;

import io.inceptionstreams.model.Metadata.Classifier;
import io.inceptionstreams.model.Metadata.Features;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A model folder whose metadata was read and whose digests were checked.
 *
 * @param folder holds {@code saved_model.pb} and {@code model.json}
 * @param name the model's name, such as {@code nsfwjs-inception-v3}
 * @param version the name of the version folder
 * @param sha256 digest of {@code saved_model.pb}, lower-case hexadecimal
 * @param labels the classes, in the order of the model's output
 * @param preprocessing what the image must look like
 * @param signature the SavedModel signature to call
 * @param classifier how the scores relate to each other
 * @param features where the pooled features are, if the model offers them
 * @param configProto TensorFlow's {@code ConfigProto} for the model's sessions, in base64, if it has one
 * @param golden images whose scores are known; may be empty
 */
public record Model(
        Path folder,
        String name,
        String version,
        String sha256,
        List<String> labels,
        Preprocessing preprocessing,
        Signature signature,
        Classifier classifier,
        Optional<Features> features,
        Optional<String> configProto,
        List<Golden> golden) {

    public Model {
        labels = List.copyOf(labels);
        golden = List.copyOf(golden);
    }

    /** The model in {@code folder} as its metadata describes it. */
    static Model of(Path folder, Metadata metadata, String sha256) {
        return new Model(
                folder,
                metadata.name(),
                metadata.version(),
                sha256,
                metadata.labels(),
                metadata.preprocessing(),
                metadata.signature(),
                metadata.classifier(),
                metadata.features(),
                metadata.configProto(),
                metadata.golden());
    }

    /** A draft: its graph has no digest yet, and nothing was proved. */
    public static Model draft(Path folder, Metadata metadata) {
        return of(folder, metadata.withGolden(List.of()), "0".repeat(64));
    }

    /** A model of one class an image, without features or golden images. */
    public Model(
            Path folder,
            String name,
            String version,
            String sha256,
            List<String> labels,
            Preprocessing preprocessing,
            Signature signature) {
        this(
                folder,
                name,
                version,
                sha256,
                labels,
                preprocessing,
                signature,
                Classifier.SOFTMAX,
                Optional.empty(),
                Optional.empty(),
                List.of());
    }

    /** A golden image as the model takes it: uint8, height x width x channel. */
    public byte[] pixels(Golden image) throws ModelException {
        return GoldenImage.pixels(folder.resolve(image.image()), preprocessing);
    }

    /**
     * The names of the SavedModel's signature, of its uint8 input, and of its probabilities.
     *
     * <p>DJL fetches every output of the signature it is given, so this one should have the probabilities alone.
     */
    public record Signature(String name, String input, String probabilities) {}
}
