package io.inceptionstreams.infer;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NativeJarTest {

    private static final String JNI = System.mapLibraryName("jnitensorflow");
    private static final String JAVACPP = "org/tensorflow/internal/c_api/linux-x86_64/";

    @TempDir
    private Path temporary;

    @Test
    void unpacksTheLibrariesAndNothingElse() throws IOException {
        NativeJar jar = find(javacppJar("natives-1.jar", "jni", "core"));
        Path folder = temporary.resolve("cache").resolve(jar.id());

        jar.unpack(folder);

        assertThat(folder.resolve(JNI)).hasContent("jni");
        assertThat(folder.resolve("libtensorflow_cc.so.2")).hasContent("core");
        assertThat(libraries(folder)).hasSize(2);
    }

    @Test
    void readsTheLayoutOfDjlsJarsFirst() throws IOException {
        Path jar = jar("gpu.jar", Map.of("native/lib/" + JNI, "cuda", JAVACPP + JNI, "cpu"));

        NativeJar found = find(jar);
        found.unpack(temporary.resolve("gpu"));

        assertThat(temporary.resolve("gpu").resolve(JNI)).hasContent("cuda");
    }

    @Test
    void aClassPathWithoutLibrariesForThePlatformIsToldApart() throws IOException {
        Path jar = javacppJar("natives.jar", "jni", "core");

        try (URLClassLoader classes = classes(jar)) {
            assertThat(NativeJar.find(classes, "windows-arm64")).isNull();
        }
    }

    @Test
    void whatWasCutShortIsUnpackedAgainAndTheRestIsKept() throws IOException {
        NativeJar jar = find(javacppJar("natives.jar", "jni", "core"));
        Path folder = temporary.resolve("cache");
        jar.unpack(folder);
        Files.writeString(folder.resolve("libtensorflow_cc.so.2"), "co");
        Files.writeString(folder.resolve(JNI), "own");

        jar.unpack(folder);

        assertThat(folder.resolve("libtensorflow_cc.so.2")).hasContent("core");
        assertThat(folder.resolve(JNI)).hasContent("own");
    }

    @Test
    void aDamagedJarLeavesNothingBehind() throws IOException {
        Path file = javacppJar("natives.jar", "jni", "core");
        NativeJar jar = find(file);
        byte[] bytes = Files.readAllBytes(file);
        int place = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("core");
        bytes[place] = 'C';
        Files.write(file, bytes);

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> jar.unpack(temporary.resolve("cache")))
                .withMessageContaining("libtensorflow_cc.so.2 is damaged");
        assertThat(libraries(temporary.resolve("cache"))).doesNotContain("libtensorflow_cc.so.2");
    }

    @Test
    void manyAtOnceUnpackOnce() throws Exception {
        NativeJar jar = find(javacppJar("natives.jar", "jni", "c".repeat(1_000_000)));
        Path folder = temporary.resolve("cache");
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<FileTime>> unpacked = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                unpacked.add(threads.submit(() -> {
                    jar.unpack(folder);
                    return Files.getLastModifiedTime(folder.resolve("libtensorflow_cc.so.2"));
                }));
            }
            FileTime first = unpacked.get(0).get();
            for (Future<FileTime> time : unpacked) {
                assertThat(time.get()).isEqualTo(first);
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(libraries(folder)).containsExactlyInAnyOrder(JNI, "libtensorflow_cc.so.2");
    }

    @Test
    void otherLibrariesHaveAnotherName() throws IOException {
        String one = find(javacppJar("natives.jar", "jni", "core")).id();
        String other = find(javacppJar("natives.jar", "jni", "Core")).id();

        assertThat(one).startsWith("natives-").isNotEqualTo(other);
    }

    private NativeJar find(Path jar) throws IOException {
        try (URLClassLoader classes = classes(jar)) {
            return requireNonNull(NativeJar.find(classes, "linux-x86_64"));
        }
    }

    private static URLClassLoader classes(Path jar) throws IOException {
        return new URLClassLoader(new URL[] {jar.toUri().toURL()}, null);
    }

    private Path javacppJar(String name, String jni, String core) throws IOException {
        return jar(
                name,
                Map.of(
                        JAVACPP + JNI,
                        jni,
                        JAVACPP + "libtensorflow_cc.so.2",
                        core,
                        JAVACPP + "LICENSE",
                        "free",
                        JAVACPP + "sub/libother.so",
                        "other"));
    }

    /** Stored, not deflated, so that a test can damage a byte. */
    private Path jar(String name, Map<String, String> files) throws IOException {
        Path jar = temporary.resolve(name);
        try (OutputStream file = Files.newOutputStream(jar);
                ZipOutputStream zip = new ZipOutputStream(file)) {
            zip.setMethod(ZipOutputStream.STORED);
            for (Map.Entry<String, String> content : new TreeMap<>(files).entrySet()) {
                byte[] bytes = content.getValue().getBytes(StandardCharsets.US_ASCII);
                CRC32 crc = new CRC32();
                crc.update(bytes);
                ZipEntry entry = new ZipEntry(content.getKey());
                entry.setSize(bytes.length);
                entry.setCrc(crc.getValue());
                zip.putNextEntry(entry);
                zip.write(bytes);
            }
        }
        return jar;
    }

    private static List<String> libraries(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.equals(".lock"))
                    .toList();
        }
    }
}
