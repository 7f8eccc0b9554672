package io.inceptionstreams.image.fetch;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Set;

/** An open folder, and what is in it by name. No link is followed. */
interface Folder extends Closeable {

    BasicFileAttributes attributes(Path name) throws IOException;

    Folder folder(Path name) throws IOException;

    SeekableByteChannel open(Path name) throws IOException;

    /** By the folder itself where the system can do that, which leaves no moment for another to take its place. */
    @SuppressWarnings("StreamResourceLeak") // the folder closes it
    static Folder of(Path path) throws IOException {
        DirectoryStream<Path> stream = Files.newDirectoryStream(path);
        if (stream instanceof SecureDirectoryStream<Path> secure) {
            return new Secure(secure);
        }
        stream.close();
        return new ByPath(path);
    }

    /** Linux has it. */
    record Secure(SecureDirectoryStream<Path> stream) implements Folder {

        @Override
        public BasicFileAttributes attributes(Path name) throws IOException {
            return stream.getFileAttributeView(name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                    .readAttributes();
        }

        @Override
        public Folder folder(Path name) throws IOException {
            return new Secure(stream.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS));
        }

        @Override
        public SeekableByteChannel open(Path name) throws IOException {
            return stream.newByteChannel(name, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
        }

        @Override
        public void close() throws IOException {
            stream.close();
        }
    }

    /** For other systems: between a look at a name and its use, another process may put something else there. */
    record ByPath(Path path) implements Folder {

        @Override
        public BasicFileAttributes attributes(Path name) throws IOException {
            return Files.readAttributes(path.resolve(name), BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        }

        @Override
        public Folder folder(Path name) {
            return new ByPath(path.resolve(name));
        }

        @Override
        public SeekableByteChannel open(Path name) throws IOException {
            return Files.newByteChannel(path.resolve(name), Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
        }

        @Override
        public void close() {}
    }
}
