package io.inceptionstreams.modelbuild;

import io.inceptionstreams.image.ImageFiles;
import io.inceptionstreams.model.ModelException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Photos in folders that are named for their classes.
 *
 * @param labels in the order of their names
 * @param ignored what else is in the folders, so that a misplaced photo or an empty class is noticed
 */
public record LabelledFolder(List<String> labels, List<Photo> photos, List<Ignored> ignored) {

    /**
     * @param label place among the labels
     * @param subfolder of the class that the photo is in or below; null when it is in the class's own folder
     */
    public record Photo(Path file, int label, @Nullable Path subfolder) {}

    /** @param why to be put behind the path */
    public record Ignored(Path path, String why) {}

    /** Folders without photos and hidden ones are left out; photos within folders of a class belong to it. */
    public static LabelledFolder in(Path folder) throws IOException, ModelException {
        if (!Files.isDirectory(folder)) {
            throw new ModelException("--images: " + folder + " is no folder");
        }
        List<String> labels = new ArrayList<>();
        List<Photo> photos = new ArrayList<>();
        List<Ignored> ignored = new ArrayList<>();
        for (Path child : children(folder)) {
            String name = String.valueOf(child.getFileName());
            if (name.startsWith(".")) {
                ignored.add(new Ignored(child, ImageFiles.Why.HIDDEN.words()));
            } else if (!Files.isDirectory(child)) {
                ignored.add(new Ignored(child, "is in no class's folder"));
            } else {
                ImageFiles files = ImageFiles.in(child, true);
                files.ignored()
                        .forEach(each ->
                                ignored.add(new Ignored(each.path(), each.why().words())));
                if (files.images().isEmpty()) {
                    ignored.add(new Ignored(child, "is a class without photos"));
                } else {
                    int label = labels.size();
                    labels.add(name);
                    files.images().forEach(file -> photos.add(new Photo(file, label, subfolder(child, file))));
                }
            }
        }
        if (labels.size() < 2) {
            throw new ModelException(
                    "--images: " + folder + " needs a folder of photos for each class, at least two; has " + labels);
        }
        return new LabelledFolder(List.copyOf(labels), List.copyOf(photos), List.copyOf(ignored));
    }

    private static @Nullable Path subfolder(Path folder, Path file) {
        Path inFolder = folder.relativize(file);
        return inFolder.getNameCount() == 1 ? null : folder.resolve(inFolder.getName(0));
    }

    private static List<Path> children(Path folder) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.sorted().toList();
        }
    }
}
