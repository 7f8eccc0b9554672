package io.inceptionstreams.model;

import java.nio.file.Path;
import java.util.List;

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
 */
public record Model(
        Path folder,
        String name,
        String version,
        String sha256,
        List<String> labels,
        Preprocessing preprocessing,
        Signature signature) {

    public Model {
        labels = List.copyOf(labels);
    }

    /**
     * The names of the SavedModel's signature, of its uint8 input, and of its probabilities.
     *
     * <p>DJL fetches every output of the signature it is given, so this one should have the probabilities alone.
     */
    public record Signature(String name, String input, String probabilities) {}
}
