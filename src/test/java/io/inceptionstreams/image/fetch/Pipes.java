package io.inceptionstreams.image.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Named pipes, at which an opening reader waits until there is a writer. */
final class Pipes {

    private Pipes() {}

    static Path make(Path path) throws Exception {
        assertThat(new ProcessBuilder("mkfifo", path.toString()).start().waitFor())
                .isZero();
        return path;
    }

    /**
     * Lets all go that wait for a writer, and those that come until it is closed. A pipe that is opened for both does not
     * wait itself.
     */
    static FileChannel release(Path pipe) throws IOException {
        return FileChannel.open(pipe, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }
}
