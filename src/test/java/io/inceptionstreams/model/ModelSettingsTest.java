package io.inceptionstreams.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class ModelSettingsTest {

    private static final String ADDRESS = "https://models.example/1.zip";

    @Test
    void aFolderNeedsNoDigest() {
        ModelSettings settings = settings("models/pets", null, Duration.ofSeconds(1));

        assertThat(settings.isRemote()).isFalse();
        assertThat(settings.folder()).isEqualTo(Path.of("models/pets"));
    }

    @Test
    void anAddressNeedsOneAndIsNotPolled() {
        assertThat(settings(ADDRESS, "0".repeat(64), Duration.ZERO).isRemote()).isTrue();
        assertThatThrownBy(() -> settings(ADDRESS, null, Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("model.sha256 must be given");
        assertThatThrownBy(() -> settings(ADDRESS, "0".repeat(64), Duration.ofSeconds(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("model.poll must be 0");
    }

    private static ModelSettings settings(String place, @Nullable String sha256, Duration poll) {
        return new ModelSettings(place, sha256, poll, 1024, Duration.ofSeconds(1), Path.of("cache"));
    }
}
