package io.inceptionstreams.model.remote;

import io.inceptionstreams.model.ModelException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/**
 * A {@code .zip} or {@code .tar.gz}, which its first bytes tell. Of its entries only files and folders are taken, and none
 * that would be anywhere else than below the target; bytes are counted as they come out, whatever the headers claim.
 */
final class Archive {

    private static final int MOST_ENTRIES = 10_000;

    private final Path target;
    private long left;
    private int entries;

    private Archive(Path target, long maxBytes) {
        this.target = target;
        this.left = maxBytes;
    }

    /**
     * @param target an empty folder
     * @param maxBytes of all files together
     */
    static void unpack(Path archive, Path target, long maxBytes) throws IOException, ModelException {
        Archive unpacking = new Archive(target, maxBytes);
        try (InputStream in = new BufferedInputStream(Files.newInputStream(archive))) {
            in.mark(2);
            int first = in.read() << 8 | in.read();
            in.reset();
            switch (first) {
                case 'P' << 8 | 'K' -> unpacking.zip(in);
                case 0x1f8b -> unpacking.tar(in);
                default -> throw new ModelException("the archive is neither a .zip nor a .tar.gz");
            }
        } catch (ZipException | FileAlreadyExistsException e) {
            throw new ModelException("the archive is damaged: " + e.getMessage(), e);
        }
    }

    private void zip(InputStream in) throws IOException, ModelException {
        ZipInputStream zip = new ZipInputStream(in);
        for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
            take(entry.getName(), entry.isDirectory(), zip);
        }
    }

    private void tar(InputStream in) throws IOException, ModelException {
        TarArchiveInputStream tar = new TarArchiveInputStream(new GZIPInputStream(in));
        for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
            // isFile() is true of links as well.
            boolean file =
                    entry.getLinkFlag() == TarConstants.LF_NORMAL || entry.getLinkFlag() == TarConstants.LF_OLDNORM;
            if (!file && !entry.isDirectory()) {
                throw new ModelException("the archive has a link or a device: " + entry.getName());
            }
            take(entry.getName(), entry.isDirectory(), tar);
        }
    }

    private void take(String name, boolean folder, InputStream content) throws IOException, ModelException {
        if (++entries > MOST_ENTRIES) {
            throw new ModelException("the archive has more than " + MOST_ENTRIES + " entries");
        }
        Path place = place(name);
        if (folder) {
            Files.createDirectories(place);
            return;
        }
        if (place.equals(target)) {
            throw new ModelException("the archive has a file without a name");
        }
        Files.createDirectories(place.resolveSibling(""));
        try (OutputStream out = Files.newOutputStream(place, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            left -= BoundedCopy.copy(content, out, left);
        }
    }

    /** Refuses {@code ..}, absolute paths and backslashes, rather than make sense of them. */
    private Path place(String name) throws ModelException {
        try {
            Path place = target.resolve(name).normalize();
            if (!name.contains("\\") && !name.startsWith("/") && !name.contains("..") && place.startsWith(target)) {
                return place;
            }
        } catch (InvalidPathException e) {
            throw new ModelException("the archive has an entry with an impossible name", e);
        }
        throw new ModelException("the archive has an entry outside of its folder: " + name);
    }
}
