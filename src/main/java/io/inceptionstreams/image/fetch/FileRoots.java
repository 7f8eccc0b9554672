package io.inceptionstreams.image.fetch;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;

/**
 * Opens files under the roots and nowhere else, whatever another process does to folders and links in the meantime.
 *
 * <p>A path is opened folder by folder, each one relative to the one before and without following a link. Where a link
 * stands, the place that it names is looked for from its root on, so that a link to a place outside is refused without a
 * question to the disk: no one learns from the answer what is there.
 */
final class FileRoots {

    /** As many as Linux follows. */
    private static final int MOST_LINKS = 40;

    private final List<Root> roots = new ArrayList<>();

    /**
     * A root as it is written, or as it really is, by which it is opened.
     *
     * @param prefix what a path under it begins with
     */
    private record Root(Path prefix, Path real) {}

    /** @throws IllegalArgumentException when one does not exist */
    FileRoots(List<Path> folders) {
        for (Path folder : folders) {
            Path real = real(folder);
            roots.add(new Root(folder.normalize(), real));
            roots.add(new Root(real, real));
        }
    }

    /** @throws IllegalArgumentException when it does not exist */
    static Path real(Path root) {
        try {
            return root.toRealPath();
        } catch (IOException e) {
            throw new IllegalArgumentException("fetch.file-roots must exist: " + root, e);
        }
    }

    /** A path that does not lie under a root, or is a link to such a place. */
    static final class Outside extends FileSystemException {
        Outside(Path path) {
            super(path.toString());
        }
    }

    /** A folder, a pipe or a device, which is not opened. */
    static final class NotRegular extends FileSystemException {
        NotRegular(Path path) {
            super(path.toString());
        }
    }

    /**
     * A file to read from.
     *
     * @param path absolute and normal
     * @throws Outside before the disk is asked
     */
    SeekableByteChannel open(Path path) throws IOException {
        Path next = path;
        for (int links = 0; links <= MOST_LINKS; links++) {
            Found found = find(next);
            if (found instanceof Found.File file) {
                return file.channel;
            }
            next = ((Found.Link) found).target;
        }
        throw new FileSystemLoopException(path.toString());
    }

    private sealed interface Found {

        record File(SeekableByteChannel channel) implements Found {}

        /** @param target the whole path, with this link resolved */
        record Link(Path target) implements Found {}
    }

    private Found find(Path path) throws IOException {
        Root root = rootOf(path);
        Path rest = root.prefix.relativize(path);
        Path reached = root.real;
        Folder folder = Folder.of(root.real);
        try {
            for (int i = 0; i < rest.getNameCount(); i++) {
                Path name = rest.getName(i);
                // A root itself is an empty name in itself.
                BasicFileAttributes attributes = name.toString().isEmpty() ? null : folder.attributes(name);
                if (attributes != null && attributes.isSymbolicLink()) {
                    Path target = Files.readSymbolicLink(reached.resolve(name));
                    Path after = rest.subpath(i, rest.getNameCount());
                    return new Found.Link(reached.resolve(target)
                            .resolve(name.relativize(after))
                            .normalize());
                }
                if (i == rest.getNameCount() - 1) {
                    if (attributes == null || !attributes.isRegularFile()) {
                        throw new NotRegular(path);
                    }
                    return new Found.File(folder.open(name));
                }
                Folder next = folder.folder(name);
                folder.close();
                folder = next;
                reached = reached.resolve(name);
            }
            throw new NotRegular(path);
        } finally {
            folder.close();
        }
    }

    private Root rootOf(Path path) throws Outside {
        for (Root root : roots) {
            if (path.startsWith(root.prefix)) {
                return root;
            }
        }
        throw new Outside(path);
    }
}
