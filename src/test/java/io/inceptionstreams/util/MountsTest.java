package io.inceptionstreams.util;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class MountsTest {

    private static final List<String> TABLE = List.of(
            "overlay / overlay rw,relatime 0 0",
            "proc /proc proc rw,nosuid,nodev,noexec,relatime 0 0",
            "tmpfs /tmp tmpfs rw,nosuid,noexec 0 0",
            "tmpfs /tmp/run\\040here tmpfs rw 0 0",
            "tmpfs /data tmpfs rw,noexec 0 0",
            "ext4 /data ext4 rw 0 0",
            "broken");

    @ParameterizedTest
    @CsvSource({
        "/, false",
        "/home/user/.cache, false",
        "/tmp, true",
        "/tmp/a/b, true",
        "/tmp/../home, false",
        "/tmpfile, false",
        "/tmp/run here/a, false",
        "/data/x, false",
        "/proc/self, true",
    })
    void theDeepestAndLastMountHolds(String folder, boolean noExec) {
        assertThat(Mounts.isNoExec(TABLE, Path.of(folder))).isEqualTo(noExec);
    }

    @ParameterizedTest
    @CsvSource({"/, false", "relative, false"})
    void theSystemsOwnTableIsRead(String folder, boolean noExec) {
        assertThat(Mounts.isNoExec(Path.of(folder))).isEqualTo(noExec);
    }
}
