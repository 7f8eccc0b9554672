package io.inceptionstreams.util;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class UserCacheTest {

    @Test
    void theEnvironmentSaysWhere() {
        assertThat(UserCache.folder(Map.of("XDG_CACHE_HOME", "/var/cache"), "/home/ada"))
                .isEqualTo(Path.of("/var/cache/inception-streams"));
        assertThat(UserCache.folder(Map.of(), "/home/ada")).isEqualTo(Path.of("/home/ada/.cache/inception-streams"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "cache", "../cache"})
    void aPathThatIsNotAbsoluteIsIgnored(String path) {
        assertThat(UserCache.folder(Map.of("XDG_CACHE_HOME", path), "/home/ada"))
                .isEqualTo(Path.of("/home/ada/.cache/inception-streams"));
    }
}
