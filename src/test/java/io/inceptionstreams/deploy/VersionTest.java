package io.inceptionstreams.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** One version: that of the newest release in the changelog. */
final class VersionTest {

    private static final String RELEASED = newestRelease();

    @Test
    void theBuildHasTheVersionOfTheNewestRelease() {
        assertThat(Yaml.text(Path.of("pom.xml")))
                .containsPattern("<artifactId>inception-streams</artifactId>\\s*<version>" + RELEASED + "</version>");
    }

    @Test
    void theChartHasIt() {
        Path chart = Chart.FOLDER.resolve("Chart.yaml");

        assertThat(Yaml.file(chart).path("version").asText()).isEqualTo(RELEASED);
        assertThat(Yaml.file(chart).path("appVersion").asText()).isEqualTo(RELEASED);
    }

    @Test
    void imagesAreTaggedWithIt() {
        List<String> tags = Stream.of("Dockerfile", "docker-compose.yml", "scripts/test-stack")
                .flatMap(file -> found(file, "inception-streams:(\\d+\\.\\d+\\.\\d+)"))
                .toList();

        assertThat(tags).hasSizeGreaterThan(3).containsOnly(RELEASED);
        assertThat(found("Dockerfile", "image\\.version=\"([^\"]+)\""))
                .isNotEmpty()
                .containsOnly(RELEASED);
        assertThat(found("scripts/images", "version=(\\S+)")).containsExactly(RELEASED);
    }

    @Test
    void theFirstPageNamesIt() {
        assertThat(found("README.md", "Version (\\d+\\.\\d+\\.\\d+)")).containsExactly(RELEASED);
    }

    private static String newestRelease() {
        Matcher heading = Pattern.compile("(?m)^## \\[(\\d+\\.\\d+\\.\\d+)] - \\d{4}-\\d{2}-\\d{2}$")
                .matcher(Yaml.text(Path.of("CHANGELOG.md")));
        if (!heading.find()) {
            throw new AssertionError("CHANGELOG.md has no release");
        }
        return heading.group(1);
    }

    private static Stream<String> found(String file, String pattern) {
        return Pattern.compile(pattern)
                .matcher(Yaml.text(Path.of(file)))
                .results()
                .map(result -> result.group(1));
    }
}
