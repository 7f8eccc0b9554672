package io.inceptionstreams.image.fetch;

import io.inceptionstreams.event.Deadline;
import io.inceptionstreams.event.Reason;
import io.inceptionstreams.image.ImageException;
import io.inceptionstreams.uri.MalformedUriException;
import io.inceptionstreams.uri.Uri;
import java.io.IOException;
import java.net.URI;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;

/**
 * {@code file:} URIs, under the configured roots and nowhere else ({@link FileRoots}). Only regular files are opened: a pipe
 * or a device would block. One that takes a file's place at the last moment costs its fetch and a thread ({@link
 * DiskThreads}).
 */
final class FileSource implements ImageSource {

    private final FileRoots roots;
    private final int maxBytes;
    private final DiskThreads disk;

    /** Reads on {@code disk}, which {@link #close} shuts down. */
    FileSource(FileRoots roots, int maxBytes, DiskThreads disk) {
        this.roots = roots;
        this.maxBytes = maxBytes;
        this.disk = disk;
    }

    @Override
    public CompletableFuture<byte[]> fetch(String uri, Deadline deadline) {
        CompletableFuture<byte[]> answer = new CompletableFuture<>();
        try {
            disk.execute(() -> answerWith(uri, answer), answer);
        } catch (RejectedExecutionException e) {
            answer.completeExceptionally(ImageException.busy("too many files are waiting to be read", e));
        }
        return answer;
    }

    private Runnable answerWith(String uri, CompletableFuture<byte[]> answer) {
        try {
            byte[] bytes = read(uri);
            return () -> answer.complete(bytes);
        } catch (ImageException e) {
            return failing(answer, e);
        } catch (FileRoots.Outside e) {
            return failing(
                    answer,
                    ImageException.permanent(
                            Reason.SOURCE_FORBIDDEN, "outside fetch.file-roots: " + Uri.shown(uri), e));
        } catch (FileRoots.NotRegular e) {
            return failing(
                    answer, ImageException.permanent(Reason.SOURCE_FAILED, "not a regular file: " + Uri.shown(uri), e));
        } catch (NoSuchFileException e) {
            return failing(
                    answer, ImageException.permanent(Reason.SOURCE_NOT_FOUND, "no such file: " + Uri.shown(uri), e));
        } catch (IOException | RuntimeException e) {
            return failing(
                    answer,
                    ImageException.permanent(
                            Reason.SOURCE_FAILED, "cannot read " + Uri.shown(uri) + ": " + e.getMessage(), e));
        }
    }

    private static Runnable failing(CompletableFuture<byte[]> answer, ImageException failure) {
        return () -> answer.completeExceptionally(failure);
    }

    private byte[] read(String uri) throws IOException, ImageException {
        try (SeekableByteChannel file = roots.open(path(uri))) {
            SizeLimit.check(file.size(), maxBytes);
            byte[] bytes = Channels.newInputStream(file).readNBytes(maxBytes + 1);
            SizeLimit.check(bytes.length, maxBytes);
            if (bytes.length == 0) {
                throw ImageException.permanent(Reason.SOURCE_FAILED, "the file is empty: " + Uri.shown(uri));
            }
            return bytes;
        }
    }

    private static Path path(String uri) throws ImageException {
        try {
            // From the escaped form Java takes a name's bytes, in any locale; from characters it would not.
            return Path.of(URI.create(Uri.parse(uri).toString())).normalize();
        } catch (MalformedUriException e) {
            throw ImageException.malformed(uri, e);
        } catch (IllegalArgumentException e) {
            throw ImageException.permanent(Reason.EVENT_INVALID, Uri.shown(uri) + ": is no path: " + e.getMessage(), e);
        }
    }

    @Override
    public Optional<String> problem() {
        return disk.problem();
    }

    @Override
    public void close() {
        disk.close();
    }
}
