package io.inceptionstreams.network.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With a shell in npm's place, which sees {@code pack NAME@VERSION --ignore-scripts --pack-destination FOLDER}. */
final class NpmPackageTest {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    /** SHA-512 of {@code tiny}. */
    private static final NpmPackage TINY = new NpmPackage(
            "small",
            "1.0.0",
            "sha512-P3iyTvc8yBgJgnh9bbit5Ij6kdu6spTk/XR6Xg0Fx3AmNYmuCTqMVOce0T+E9YPDetn+IyBH8gyeB4D7/LmQVg==");

    @TempDir
    Path folder = Path.of("");

    private static List<String> shell(String script) {
        return List.of("sh", "-c", script, "npm");
    }

    @Test
    void thePackageWithItsDigestIsTaken() throws IOException, InterruptedException, WeightsException {
        Path tgz = TINY.fetch(shell("printf tiny > \"$5/small-1.0.0.tgz\""), folder, LIMIT);

        assertThat(tgz).hasContent("tiny");
    }

    @Test
    void anotherPackageIsRefused() {
        assertThatThrownBy(() -> TINY.fetch(shell("printf other > \"$5/small-1.0.0.tgz\""), folder, LIMIT))
                .isInstanceOf(WeightsException.class)
                .hasMessageContaining("integrity is sha512-")
                .hasMessageContaining("small@1.0.0 has " + TINY.integrity());
    }

    @Test
    void whatNpmSaysIsPassedOn() {
        assertThatThrownBy(() -> TINY.fetch(shell("echo no network >&2; exit 3"), folder, LIMIT))
                .isInstanceOf(WeightsException.class)
                .hasMessage("npm pack small@1.0.0 failed with exit code 3:\nno network");
    }

    @Test
    void anNpmThatLeavesNothingIsRefused() {
        assertThatThrownBy(() -> TINY.fetch(shell("exit 0"), folder, LIMIT))
                .isInstanceOf(WeightsException.class)
                .hasMessageContaining("left no small-1.0.0.tgz");
    }

    @Test
    void anNpmThatHangsIsEnded() {
        assertThatThrownBy(() -> TINY.fetch(shell("exec sleep 600"), folder, Duration.ofMillis(50)))
                .isInstanceOf(WeightsException.class)
                .hasMessageContaining("took longer than");
    }

    @Test
    void aMissingNpmIsSaid() {
        assertThatThrownBy(() -> TINY.fetch(List.of("there-is-no-such-npm"), folder, LIMIT))
                .isInstanceOf(WeightsException.class)
                .hasMessage("npm is needed to fetch small@1.0.0 and could not be started");
    }
}
