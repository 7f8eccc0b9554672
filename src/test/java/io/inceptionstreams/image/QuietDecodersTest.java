package io.inceptionstreams.image;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import io.inceptionstreams.broker.ChildJvm;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What native decoders print does not reach the standard error of the process; what others print does. */
@Timeout(120)
final class QuietDecodersTest {

    @TempDir
    private Path folder;

    @Test
    void damagedImagesPrintNothing() throws Exception {
        Path log = folder.resolve("child.log");
        try (ChildJvm child = ChildJvm.start(new ChildJvm.Command(
                "decoder", Child.class.getName(), List.of("-Xmx128m"), List.of(), Map.of(), log))) {
            ProcessHandle.of(child.pid())
                    .map(ProcessHandle::onExit)
                    .orElseGet(() -> CompletableFuture.completedFuture(null))
                    .get(100, TimeUnit.SECONDS);
        }

        assertThat(Files.readString(log).lines())
                .filteredOn(line -> !line.startsWith("SLF4J") && !line.isBlank())
                .filteredOn(line -> !line.startsWith("WARNING: ")) // newer JDKs tell of System.load
                .containsExactly("decoded 7, refused 7", "a library of another kind");
    }

    /** Decodes damaged images, then prints natively what is no image's. */
    static final class Child {

        private Child() {}

        public static void main(String[] args) {
            ImageDecoder decoder =
                    new ImageDecoder(Limits.complete(0.5), new Target(299, 299, Target.Interpolation.BILINEAR));
            byte[] jpeg = TestImages.sample("rocket.jpg");
            byte[] png = TestImages.sample("chelsea.png");
            int decoded = 0;
            int refused = 0;
            for (int i = 0; i < 7; i++) {
                byte[] torn = Arrays.copyOf(jpeg, jpeg.length - jpeg.length / 100 * (5 + 20 * i) / 2);
                byte[] damaged = png.clone();
                damaged[damaged.length / 8 * (i + 1)] ^= 0x55;
                for (byte[] image : List.of(torn, damaged)) {
                    try {
                        decoder.decode(image);
                        decoded++;
                    } catch (ImageException e) {
                        refused++;
                    }
                }
            }
            System.err.println("decoded " + decoded + ", refused " + refused);
            NativeLibrary c = NativeLibrary.getProcess();
            Pointer stream = c.getGlobalVariableAddress("stderr").getPointer(0);
            Function print = c.getFunction("fputs");
            int ignored = print.invokeInt(new Object[] {"a library of another kind\n", stream});
        }
    }
}
