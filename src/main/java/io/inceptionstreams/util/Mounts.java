package io.inceptionstreams.util;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What Linux says of the file systems that are mounted. */
public final class Mounts {

    private static final Path TABLE = Path.of("/proc/self/mounts");

    private Mounts() {}

    /** Whether no program and no library in this folder can be run; false where the system does not say. */
    public static boolean isNoExec(Path folder) {
        try {
            return Files.isReadable(TABLE) && isNoExec(Files.readAllLines(TABLE), folder);
        } catch (IOException e) {
            // Asked for a better message: that the table is gone is no failure.
            return false;
        }
    }

    /** The last line for the deepest folder holds: what is mounted later covers what was there. */
    static boolean isNoExec(List<String> table, Path folder) {
        Path path = folder.toAbsolutePath().normalize();
        int deepest = -1;
        boolean noExec = false;
        for (String line : table) {
            String[] fields = line.split(" ", -1);
            if (fields.length < 4) {
                continue;
            }
            // Blanks in a name are written in octal.
            Path point = Path.of(
                    fields[1].replace("\\040", " ").replace("\\011", "\t").replace("\\134", "\\"));
            if (path.startsWith(point) && point.getNameCount() >= deepest) {
                deepest = point.getNameCount();
                noExec = List.of(fields[3].split(",", -1)).contains("noexec");
            }
        }
        return noExec;
    }
}
