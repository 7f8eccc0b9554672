package io.inceptionstreams.cli.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

final class ModelCommandTest {

    @TempDir
    Path folder = Path.of("");

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... args) {
        return new CommandLine(new ModelCommand())
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(args);
    }

    @Test
    void describePrintsStagesTotalsAndSavings() {
        int exit = run("describe");

        assertThat(exit).isZero();
        assertThat(out.toString())
                .containsPattern("Mixed_6e +module B +17x17x768 +10 +2,143,872 ")
                .containsPattern("without the auxiliary classifier +23,851,784")
                .containsPattern("with it +27,179,376")
                .containsPattern("5x5 +3x3 then 3x3 +4 +25 to 18 ")
                .containsPattern("7x7 +1x7 then 7x1 +5 +49 to 14 ")
                .containsPattern("3x3 +1x3 beside 3x1 +4 +9 to 6 ");
    }

    @Test
    void describeAsJsonIsOneObject() throws IOException {
        int exit = run("describe", "--json", "--head", "256,128,5");

        JsonNode json = new JsonMapper().readTree(out.toString());
        assertThat(exit).isZero();
        assertThat(json.path("parameters").longValue()).isEqualTo(22_360_869);
        assertThat(json.path("stages")).hasSize(22);
        assertThat(json.path("stages").path(8).path("shape").toString()).isEqualTo("[35,35,256]");
        assertThat(json.path("factorisations")).hasSize(21);
    }

    @Test
    void aHeadThatCannotBeIsAReadableError() {
        assertThat(run("describe", "--head", "0")).isEqualTo(1);
        assertThat(err.toString()).startsWith("error: --head: ");
    }

    @Test
    void weightsThatAreNotThereAreNamed() {
        int exit = run(
                "build",
                "--output",
                folder.toString(),
                "--weights",
                folder.resolve("absent").toString());

        assertThat(exit).isEqualTo(1);
        assertThat(err.toString()).startsWith("error: ").contains("absent: no such file or folder");
    }

    @Test
    void aVersionThatIsThereIsRefusedBeforeAnythingIsFetched() throws IOException {
        Files.createDirectories(folder.resolve("nsfwjs-inception-v3/1"));

        int exit = run("build", "--output", folder.toString());

        assertThat(exit).isEqualTo(1);
        assertThat(err.toString()).containsPattern("error: .*" + Pattern.quote("exists; --force replaces it"));
    }
}
