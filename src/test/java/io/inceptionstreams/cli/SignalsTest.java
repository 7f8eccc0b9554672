package io.inceptionstreams.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.inceptionstreams.cli.Signals.Handling;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class SignalsTest {

    /** Where this JVM itself was started under nohup, nothing must happen. */
    @Test
    void everySighupRunsTheAction() throws Exception {
        Semaphore runs = new Semaphore(0);
        Handling handling = Signals.handle("HUP", runs::release);

        for (int i = 0; i < 2; i++) {
            hangUp(ProcessHandle.current().pid());
            if (handling == Handling.HANDLED) {
                assertThat(runs.tryAcquire(20, TimeUnit.SECONDS)).isTrue();
            }
        }
        assertThat(handling).isIn(Handling.HANDLED, Handling.IGNORED);
        assertThat(runs.availablePermits()).isZero();
    }

    @Test
    void aProcessUnderNohupIsToldThatTheSignalIsIgnored() throws Exception {
        Process child = new ProcessBuilder(
                        "nohup",
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        SignalsTest.class.getName())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (BufferedReader said = new BufferedReader(new InputStreamReader(child.getInputStream(), UTF_8))) {
            assertThat(said.readLine()).isEqualTo("HUP IGNORED");
            assertThat(said.readLine()).isEqualTo("TERM HANDLED");

            hangUp(child.pid());
            child.outputWriter(UTF_8).append('\n').flush();

            assertThat(said.readLine()).isEqualTo("still here");
            assertThat(child.waitFor()).isZero();
        } finally {
            child.destroyForcibly();
        }
    }

    /** The child. */
    public static void main(String[] arguments) throws Exception {
        for (String signal : new String[] {"HUP", "TERM"}) {
            System.out.println(signal + " " + Signals.handle(signal, () -> System.out.println("never")));
        }
        int unused = System.in.read();
        System.out.println("still here");
    }

    private static void hangUp(long process) throws Exception {
        assertThat(new ProcessBuilder("kill", "-HUP", String.valueOf(process))
                        .start()
                        .waitFor())
                .isZero();
    }
}
