package io.inceptionstreams.lab;

import io.inceptionstreams.util.Folders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where a run of the ledger puts its logs and the brokers' data: a folder that the user names, which stays, or a temporary
 * one, which is deleted unless the run found a fault.
 */
record RunFolder(Path path, boolean temporary) {

    /** @param named by the user; null for a temporary one */
    static RunFolder create(@Nullable Path named) throws IOException {
        return named == null
                ? new RunFolder(Files.createTempDirectory("inception-ledger-"), true)
                : new RunFolder(Files.createDirectories(named), false);
    }

    void finish(boolean faultless) throws IOException {
        if (temporary && faultless) {
            Folders.delete(path);
        }
    }
}
