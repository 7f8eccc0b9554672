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
 * @param metadata all that {@code model.json} says but for the digests
 * @param sha256 digest of {@code saved_model.pb}, lower-case hexadecimal
 */
public record Model(Path folder, Metadata metadata, String sha256) {

    private static final String NO_DIGEST = "0".repeat(64);

    /** A draft: its graph has no digest yet, and nothing was proved. */
    public static Model draft(Path folder, Metadata metadata) {
        return new Model(folder, metadata.withGolden(List.of()), NO_DIGEST);
    }

    /** The model's name, such as {@code nsfwjs-inception-v3}. */
    public String name() {
        return metadata.name();
    }

    /** The name of the version folder. */
    public String version() {
        return metadata.version();
    }

    /** The classes, in the order of the model's output. */
    public List<String> labels() {
        return metadata.labels();
    }

    /** What the image must look like. */
    public Preprocessing preprocessing() {
        return metadata.preprocessing();
    }

    /** The SavedModel's signature to call. */
    public Signature signature() {
        return metadata.signature();
    }

    /** How the scores relate to each other. */
    public Classifier classifier() {
        return metadata.classifier();
    }

    /** Where the pooled features are, if the model offers them. */
    public Optional<Features> features() {
        return metadata.features();
    }

    /** Of a model whose graph computes in 8 bits. */
    public Optional<Metadata.Int8> int8() {
        return metadata.int8();
    }

    /** TensorFlow's {@code ConfigProto} for the model's sessions, in base64, if it has one. */
    public Optional<String> configProto() {
        return metadata.configProto();
    }

    /** Images whose scores are known; may be empty. */
    public List<Golden> golden() {
        return metadata.golden();
    }

    /** A golden image as the model takes it: uint8, height x width x channel. */
    public byte[] pixels(Golden image) throws ModelException {
        return GoldenImage.pixels(folder.resolve(image.image()), preprocessing());
    }

    /**
     * The names of the SavedModel's signature, of its uint8 input, and of its probabilities.
     *
     * <p>DJL fetches every output of the signature it is given, so this one should have the probabilities alone.
     */
    public record Signature(String name, String input, String probabilities) {}
}
