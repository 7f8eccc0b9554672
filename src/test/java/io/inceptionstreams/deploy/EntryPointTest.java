package io.inceptionstreams.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What the image's entry point makes of its environment: a program named java prints the arguments that it gets. */
@EnabledOnOs(OS.LINUX)
final class EntryPointTest {

    private static final Path ENTRY_POINT = Path.of("scripts/container/inception-streams");

    @TempDir
    private Path folder;

    @Test
    void theJvmCountsTheProcessorsThatItIsToldOf() throws Exception {
        assertThat(arguments(Map.of("PROCESSORS", "3"))).contains("-XX:ActiveProcessorCount=3");
        assertThat(arguments(Map.of())).noneMatch(argument -> argument.contains("ActiveProcessorCount"));
        assertThat(arguments(Map.of("PROCESSORS", "0")))
                .noneMatch(argument -> argument.contains("ActiveProcessorCount"));
    }

    @Test
    void optionsOfTheUserComeLastAndWin() throws Exception {
        List<String> arguments =
                arguments(Map.of("PROCESSORS", "3", "JAVA_OPTS", "-XX:ActiveProcessorCount=5 -XX:MaxRAMPercentage=50"));

        assertThat(arguments)
                .containsSubsequence(
                        "-XX:MaxRAMPercentage=35",
                        "-XX:ActiveProcessorCount=3",
                        "-XX:ActiveProcessorCount=5",
                        "-XX:MaxRAMPercentage=50",
                        "io.inceptionstreams.Main",
                        "run");
    }

    private List<String> arguments(Map<String, String> environment) throws IOException, InterruptedException {
        Path java = folder.resolve("java");
        Files.writeString(java, "#!/bin/sh\nprintf '%s\\n' \"$@\"\n");
        Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwx------"));
        ProcessBuilder builder = new ProcessBuilder("bash", ENTRY_POINT.toString(), "run").redirectErrorStream(true);
        builder.environment().keySet().removeAll(List.of("PROCESSORS", "JAVA_OPTS"));
        builder.environment().putAll(environment);
        builder.environment().merge("PATH", "", (path, none) -> folder + ":" + path);
        Process process = builder.start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(printed).isZero();
        return printed.lines().toList();
    }
}
