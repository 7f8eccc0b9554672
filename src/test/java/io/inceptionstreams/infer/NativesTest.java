package io.inceptionstreams.infer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class NativesTest {

    private static final String CACHE = "org.bytedeco.javacpp.cachedir";

    private final @Nullable String before = System.getProperty(CACHE);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @BeforeEach
    void forget() {
        System.clearProperty(CACHE);
    }

    @AfterEach
    void restore() {
        System.clearProperty(CACHE);
        if (before != null) {
            System.setProperty(CACHE, before);
        }
    }

    @Test
    void openCvFollowsTheSettingForTensorFlow() throws IOException {
        Natives.useCache(folder.resolve("a/b"));

        assertThat(System.getProperty(CACHE))
                .isEqualTo(folder.resolve("a/b/javacpp").toString());
        assertThat(Natives.cache(folder.resolve("a/b")))
                .isEqualTo(folder.resolve("a/b"))
                .isDirectory();
    }

    @Test
    void withoutASettingBothAreInTheUsersCache() throws IOException {
        Natives.useCache(null);

        assertThat(System.getProperty(CACHE))
                .isEqualTo(Natives.cache(null).resolve("javacpp").toString());
        assertThat(Natives.cache(null)).isAbsolute().endsWithRaw(Path.of("inception-streams"));
    }

    @Test
    void whatTheUserHasToldJavaCppIsKept() throws IOException {
        System.setProperty(CACHE, "/elsewhere");

        Natives.useCache(folder);

        assertThat(System.getProperty(CACHE)).isEqualTo("/elsewhere");
    }

    @Test
    void aFolderThatCannotBeIsNamedWithItsKey() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));

        assertThatThrownBy(() -> Natives.useCache(file.resolve("below")))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("infer.library-cache: cannot be created: " + file.resolve("below"));
    }

    @Test
    void aFolderFromWhichNothingRunsIsNamedWithItsKey() {
        assertThatThrownBy(() -> Natives.useCache(Path.of("/proc/self")))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("infer.library-cache: ")
                .hasMessageContaining("/proc/self");
    }
}
