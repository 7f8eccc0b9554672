package io.inceptionstreams.image;

import io.inceptionstreams.event.Deadline;
import io.inceptionstreams.event.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;

/**
 * {@code file:} URIs, under the configured roots and nowhere else.
 *
 * <p>A path outside the roots is refused before the disk is asked, so that an event cannot find out which files there
 * are; then the real path, with symbolic links resolved, must be under a root as well. Only regular files are opened: a
 * pipe or a device would block. Whoever can swap a folder for a link between the check and the opening can already write
 * inside the roots.
 */
final class FileSource implements ImageSource {

    private final List<Path> roots;
    private final List<Path> realRoots;
    private final int maxBytes;
    private final ExecutorService disk;

    /** Reads on {@code disk}, which {@link #close} shuts down. */
    FileSource(List<Path> roots, int maxBytes, ExecutorService disk) {
        this.roots = roots.stream().map(Path::normalize).toList();
        this.realRoots = roots.stream().map(FileSource::realRoot).toList();
        this.maxBytes = maxBytes;
        this.disk = disk;
    }

    /** @throws IllegalArgumentException when it does not exist */
    static Path realRoot(Path root) {
        try {
            return root.toRealPath();
        } catch (IOException e) {
            throw new IllegalArgumentException("fetch.file-roots must exist: " + root, e);
        }
    }

    @Override
    public CompletableFuture<byte[]> fetch(String uri, Deadline deadline) {
        CompletableFuture<byte[]> answer = new CompletableFuture<>();
        try {
            Futures.abort(disk.submit(() -> answerWith(uri, answer)), answer);
        } catch (RejectedExecutionException e) {
            answer.completeExceptionally(ImageException.passing("too many files are waiting to be read", e));
        }
        return answer;
    }

    private void answerWith(String uri, CompletableFuture<byte[]> answer) {
        try {
            answer.complete(read(uri));
        } catch (ImageException e) {
            answer.completeExceptionally(e);
        } catch (NoSuchFileException e) {
            answer.completeExceptionally(
                    ImageException.permanent(Reason.SOURCE_NOT_FOUND, "no such file: " + Uris.shown(uri), e));
        } catch (IOException | RuntimeException e) {
            answer.completeExceptionally(ImageException.permanent(
                    Reason.SOURCE_FAILED, "cannot read " + Uris.shown(uri) + ": " + e.getMessage(), e));
        }
    }

    private byte[] read(String uri) throws IOException, ImageException {
        Path path = path(uri);
        if (!isUnder(roots, path) && !isUnder(realRoots, path)) {
            throw outside(uri);
        }
        Path real = path.toRealPath();
        if (!isUnder(realRoots, real)) {
            throw outside(uri);
        }
        if (!Files.isRegularFile(real, LinkOption.NOFOLLOW_LINKS)) {
            throw ImageException.permanent(Reason.SOURCE_FAILED, "not a regular file: " + Uris.shown(uri));
        }
        SizeLimit.check(Files.size(real), maxBytes);
        try (InputStream in = Files.newInputStream(real, LinkOption.NOFOLLOW_LINKS)) {
            byte[] bytes = in.readNBytes(maxBytes + 1);
            SizeLimit.check(bytes.length, maxBytes);
            if (bytes.length == 0) {
                throw ImageException.permanent(Reason.SOURCE_FAILED, "the file is empty: " + Uris.shown(uri));
            }
            return bytes;
        }
    }

    private static Path path(String uri) throws ImageException {
        try {
            return Path.of(URI.create(uri)).normalize();
        } catch (IllegalArgumentException e) {
            throw ImageException.permanent(
                    Reason.SOURCE_FAILED, "not a file: URI with an absolute path: " + Uris.shown(uri), e);
        }
    }

    private static boolean isUnder(List<Path> roots, Path path) {
        return roots.stream().anyMatch(path::startsWith);
    }

    private static ImageException outside(String uri) {
        return ImageException.permanent(Reason.SOURCE_FORBIDDEN, "outside fetch.file-roots: " + Uris.shown(uri));
    }

    @Override
    public void close() {
        disk.shutdownNow();
    }
}
