package io.inceptionstreams.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.inceptionstreams.config.Configuration;
import io.inceptionstreams.config.Settings;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What both images promise; {@code scripts/test-stack} builds and runs the one for CPUs. */
final class DockerfileTest {

    private static final Pattern ARGUMENT = Pattern.compile("(?m)^ARG ([A-Z]+_IMAGE)=(.*)$");
    private static final Pattern FROM = Pattern.compile("^FROM (\\S+) AS (\\S+)\n");

    private final String dockerfile = Yaml.text(Path.of("Dockerfile"));
    private final List<String> stages =
            Arrays.stream(dockerfile.split("(?m)^(?=FROM )")).skip(1).toList();

    @Test
    void basesArePinnedToAVersion() {
        assertThat(ARGUMENT.matcher(dockerfile).results())
                .hasSize(4)
                .allSatisfy(argument -> assertThat(argument.group(2)).matches(".+:[0-9]+\\.[0-9]+\\.[0-9]+.*"));
        assertThat(stages).allSatisfy(stage -> {
            Matcher from = FROM.matcher(stage);
            assertThat(from.find()).isTrue();
            assertThat(from.group(1)).matches("\\$\\{[A-Z]+_IMAGE}|dependencies|application|layout-cpu|program");
        });
        assertThat(dockerfile).doesNotContain(":latest");
    }

    @Test
    void theOneForCpusIsWhatABuildWithoutATargetMakes() {
        assertThat(stages.get(stages.size() - 1)).isEqualTo("FROM program AS cpu\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"cpu", "gpu"})
    void runsWithoutPrivilegesSaysHowItIsAndStopsOnSigterm(String target) {
        String stage = withItsBase(target);

        assertThat(stage)
                .contains("\nUSER 10001:10001\n")
                .contains("\nSTOPSIGNAL SIGTERM\n")
                .containsPattern("\nHEALTHCHECK .*CMD \\[\"/opt/inception-streams/bin/healthcheck\"]\n")
                .contains("\nENTRYPOINT [\"/opt/inception-streams/bin/inception-streams\"]\n")
                .contains("TENSORFLOW_LIBRARY_PATH=/opt/inception-streams/natives");
        assertThat(List.of("title", "description", "licenses", "version"))
                .allSatisfy(label -> assertThat(stage).contains("org.opencontainers.image." + label + "="));
        assertThat(stage).as("a JRE and no tools to build").doesNotContain("-jdk", "maven", "npm");
    }

    /** What loses events to show that the ledger finds it stays where it was built. */
    @Test
    void onlyTheTargetLabHasTheLaboratory() {
        assertThat(withItsBase("lab"))
                .contains("COPY --from=layout-lab /layout/lab ")
                .contains("ENTRYPOINT [\"/opt/inception-streams/bin/lab\"]");
        assertThat(List.of("cpu", "gpu", "application", "layout-cpu", "layout-gpu"))
                .allSatisfy(target -> assertThat(withItsBase(target)).doesNotContain("src/lab", "/lab", "layout-lab"));
        assertThat(Yaml.text(Path.of(".dockerignore"))).contains("!src/lab\n", "!scripts/container-lab\n");
    }

    /** A stage, behind the one of this file that it is built from. */
    private String withItsBase(String target) {
        String stage = stages.stream()
                .filter(s -> s.startsWith("FROM ") && s.contains(" AS " + target + "\n"))
                .findFirst()
                .orElseThrow();
        Matcher from = FROM.matcher(stage);
        assertThat(from.find()).isTrue();
        return from.group(1).startsWith("$") ? stage : withItsBase(from.group(1)) + stage;
    }

    @Test
    void versionIsThatOfTheChartAndTheStack() {
        String version =
                Yaml.file(Chart.FOLDER.resolve("Chart.yaml")).path("appVersion").asText();

        assertThat(Pattern.compile("image\\.version=\"(.*)\"")
                        .matcher(dockerfile)
                        .results()
                        .map(label -> label.group(1)))
                .containsExactly(version, version);
        assertThat(Yaml.text(Path.of("docker-compose.yml"))).contains("image: inception-streams:" + version + "\n");
        assertThat(Yaml.text(Path.of("scripts/images"))).contains("version=" + version + " ");
        assertThat(Yaml.text(Path.of("pom.xml"))).containsPattern("<version>" + version + "(-SNAPSHOT)?</version>");
    }

    @Test
    void exposesTheManagementPort() throws Exception {
        Configuration standard = new Configuration(Settings.load(null, Map.of(), List.of()));

        assertThat(Pattern.compile("(?m)^EXPOSE (.*)$")
                        .matcher(dockerfile)
                        .results()
                        .map(port -> port.group(1)))
                .containsOnly(String.valueOf(standard.http().port()))
                .hasSize(2);
    }
}
