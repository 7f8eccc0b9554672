package io.inceptionstreams;

import io.inceptionstreams.model.ModelException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Photos in folders that are named for their classes.
 *
 * @param labels in the order of their names
 */
record LabelledPhotos(List<String> labels, List<Photo> photos) {

    private static final List<String> ENDINGS = List.of(".jpg", ".jpeg", ".png", ".webp");

    /** @param label place among the labels */
    record Photo(Path file, int label) {}

    /** Folders without photos and hidden ones are left out; photos within folders of a class belong to it. */
    static LabelledPhotos in(Path folder) throws IOException, ModelException {
        if (!Files.isDirectory(folder)) {
            throw new ModelException("--images: " + folder + " is no folder");
        }
        List<String> labels = new ArrayList<>();
        List<Photo> photos = new ArrayList<>();
        for (Path child : sorted(folder, 1)) {
            String name = String.valueOf(child.getFileName());
            if (!Files.isDirectory(child) || child.equals(folder) || name.startsWith(".")) {
                continue;
            }
            List<Path> files = sorted(child, Integer.MAX_VALUE).stream()
                    .filter(LabelledPhotos::isPhoto)
                    .toList();
            if (!files.isEmpty()) {
                int label = labels.size();
                labels.add(name);
                files.forEach(file -> photos.add(new Photo(file, label)));
            }
        }
        if (labels.size() < 2) {
            throw new ModelException(
                    "--images: " + folder + " needs a folder of photos for each class, at least two; has " + labels);
        }
        return new LabelledPhotos(labels, photos);
    }

    private static List<Path> sorted(Path folder, int depth) throws IOException {
        try (Stream<Path> all = Files.walk(folder, depth)) {
            return all.sorted().toList();
        }
    }

    private static boolean isPhoto(Path file) {
        String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
        return Files.isRegularFile(file) && ENDINGS.stream().anyMatch(name::endsWith);
    }
}
