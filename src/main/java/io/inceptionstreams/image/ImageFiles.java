package io.inceptionstreams.image;

import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The image files of a folder, told by their names, and what else is in it. Links are followed, in circles never; what
 * cannot be read is left out, and the rest is found all the same.
 *
 * @param images by their paths
 * @param ignored by their paths
 */
public record ImageFiles(List<Path> images, List<Ignored> ignored) {

    /** What the names of image files end in. */
    public static final List<String> ENDINGS = Arrays.stream(ImageFormat.values())
            .flatMap(format -> format.endings().stream())
            .toList();

    /** Why something in the folder is no image for us. */
    public enum Why {
        SUBFOLDER("is a subfolder"),
        OTHER_ENDING("does not end in " + String.join(", ", ENDINGS)),
        HIDDEN("is hidden: its name begins with a dot"),
        UNREADABLE("cannot be read"),
        LOOP("leads back to a folder above it");

        private final String words;

        Why(String words) {
            this.words = words;
        }

        /** To be put behind a path. */
        public String words() {
            return words;
        }
    }

    /** Something that was left out. */
    public record Ignored(Path path, Why why) {}

    public ImageFiles {
        images = List.copyOf(images);
        ignored = List.copyOf(ignored);
    }

    /**
     * @param recursive whether subfolders are looked at
     * @throws IOException when the folder itself cannot be read
     */
    public static ImageFiles in(Path folder, boolean recursive) throws IOException {
        List<Path> images = new ArrayList<>();
        List<Ignored> ignored = new ArrayList<>();
        int depth = recursive ? Integer.MAX_VALUE : 1;
        Files.walkFileTree(folder, EnumSet.of(FileVisitOption.FOLLOW_LINKS), depth, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path visited, BasicFileAttributes attributes) {
                if (!visited.equals(folder) && isHidden(visited)) {
                    ignored.add(new Ignored(visited, Why.HIDDEN));
                    return FileVisitResult.SKIP_SUBTREE;
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (isHidden(file)) {
                    ignored.add(new Ignored(file, Why.HIDDEN));
                } else if (attributes.isDirectory()) {
                    ignored.add(new Ignored(file, Why.SUBFOLDER));
                } else if (ImageFormat.ofFileName(file.toString()) == null) {
                    ignored.add(new Ignored(file, Why.OTHER_ENDING));
                } else if (!attributes.isRegularFile()) {
                    ignored.add(new Ignored(file, Why.UNREADABLE));
                } else {
                    images.add(file);
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
                if (file.equals(folder)) {
                    throw failure;
                }
                ignored.add(new Ignored(file, failure instanceof FileSystemLoopException ? Why.LOOP : Why.UNREADABLE));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException failure) {
                if (failure != null) {
                    ignored.add(new Ignored(visited, Why.UNREADABLE));
                }
                return FileVisitResult.CONTINUE;
            }
        });
        images.sort(null);
        ignored.sort((a, b) -> a.path().compareTo(b.path()));
        return new ImageFiles(images, ignored);
    }

    private static boolean isHidden(Path path) {
        return String.valueOf(path.getFileName()).startsWith(".");
    }
}
