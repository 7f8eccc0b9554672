package io.inceptionstreams.network.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PackageSourceTest {

    @TempDir
    Path folder = Path.of("");

    private Path pack(Map<String, String> files) throws IOException {
        Path tgz = folder.resolve("package.tgz");
        try (TarArchiveOutputStream tar =
                new TarArchiveOutputStream(new GZIPOutputStream(Files.newOutputStream(tgz)))) {
            for (Map.Entry<String, String> file : files.entrySet()) {
                byte[] content = file.getValue().getBytes(StandardCharsets.UTF_8);
                TarArchiveEntry entry = new TarArchiveEntry(file.getKey());
                entry.setSize(content.length);
                tar.putArchiveEntry(entry);
                tar.write(content);
                tar.closeArchiveEntry();
            }
        }
        return tgz;
    }

    @Test
    void amongSeveralNetworksInceptionIsTaken() throws IOException, WeightsException {
        PackageSource source = PackageSource.open(pack(Map.of(
                "package/LICENSE", "MIT",
                "package/dist/mobilenet/model.min.js", "mobile",
                "package/dist/inception_v3/model.min.js", "inception",
                "package/dist/inception_v3/shard1.min.js", "shard")));

        assertThat(source.read("model.min.js")).asString(StandardCharsets.UTF_8).isEqualTo("inception");
        assertThat(source.has("shard1.min.js")).isTrue();
        assertThat(source.has("../mobilenet/model.min.js")).isFalse();
        assertThat(source.licence()).contains("MIT");
    }

    @Test
    void aPackageWithoutOneModelIsRefused() throws IOException {
        Path none = pack(Map.of("package/README.md", "nothing"));
        assertThatThrownBy(() -> PackageSource.open(none))
                .isInstanceOf(WeightsException.class)
                .hasMessageContaining("found []");

        Path two = pack(Map.of("package/a/model.json", "{}", "package/b/model.json", "{}"));
        assertThatThrownBy(() -> PackageSource.open(two)).isInstanceOf(WeightsException.class);
    }
}
