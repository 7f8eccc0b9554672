package io.inceptionstreams.deploy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code scripts/NativeComponents.java}, as {@code scripts/supply-chain} runs it. */
final class NativeComponentsTest {

    private static final String JAR = "vision-1.0-linux-x86_64.jar";

    @TempDir
    private Path folder;

    private Path jars;
    private Path bom;

    @BeforeEach
    void pack() throws IOException {
        jars = Files.createDirectory(folder.resolve("lib"));
        bom = folder.resolve("bom.json");
        try (OutputStream out = Files.newOutputStream(jars.resolve(JAR));
                ZipOutputStream zip = new ZipOutputStream(out)) {
            for (String name : List.of("org/example/libvision.so.2", "org/example/Vision.class")) {
                zip.putNextEntry(new ZipEntry(name));
                zip.write(name.getBytes(UTF_8));
                zip.closeEntry();
            }
        }
    }

    @Test
    void nativeLibrariesAreComponentsOfTheirJar() throws Exception {
        write("?classifier=linux-x86_64&type=jar");

        assertThat(run()).contains("native_libraries=1");

        JsonNode parts = Yaml.file(bom).at("/components/0/components");
        assertThat(parts).hasSize(1);
        assertThat(parts.at("/0/name").asText()).isEqualTo("libvision.so.2");
        assertThat(parts.at("/0/bom-ref").asText()).isEqualTo(JAR + "!/org/example/libvision.so.2");
        assertThat(parts.at("/0/hashes/0/content").asText())
                .isEqualTo("105220590f31d0e8790b16c3245540bdaa66765871ccd832f5319b86ff41fa11");
    }

    @Test
    void jarThatTheBillLacksIsAnError() throws Exception {
        write("?type=jar");

        assertThat(run()).contains("the bill of materials lacks " + JAR);
    }

    private void write(String qualifiers) throws IOException {
        Files.writeString(
                bom,
                "{\"components\": [{\"name\": \"vision\", \"version\": \"1.0\","
                        + " \"purl\": \"pkg:maven/org.example/vision@1.0" + qualifiers + "\"}]}");
    }

    private String run() throws IOException, InterruptedException {
        Path said = folder.resolve("said");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        "scripts/NativeComponents.java",
                        bom.toString(),
                        jars.toString())
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return Files.readString(said);
    }
}
