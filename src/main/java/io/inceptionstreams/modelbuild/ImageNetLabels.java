package io.inceptionstreams.modelbuild;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** The classes of ImageNet's challenge, which weights without labels of their own are taken to have. */
final class ImageNetLabels {

    private static final int CLASSES = 1000;

    private ImageNetLabels() {}

    /** The classes of a network that has 1000, or 1001 with TensorFlow-slim's background as the first. */
    static Optional<List<String>> labels(int classes) {
        if (classes != CLASSES && classes != CLASSES + 1) {
            return Optional.empty();
        }
        List<String> labels = new ArrayList<>();
        if (classes > CLASSES) {
            labels.add("background");
        }
        try (InputStream in =
                Objects.requireNonNull(ImageNetLabels.class.getResourceAsStream("labels/imagenet-1000.txt"))) {
            new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().forEach(labels::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Optional.of(labels);
    }
}
