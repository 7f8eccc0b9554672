package io.inceptionstreams.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.inceptionstreams.cli.model.ModelCommand;
import io.inceptionstreams.testing.CommandRun;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** What a person at the terminal meets: help, errors and exit codes. */
final class MainTest {

    @TempDir
    Path folder = Path.of("");

    @Test
    void helpNamesEveryCommand() {
        CommandRun run = CommandRun.of("--help");

        assertThat(run.exit()).isZero();
        assertThat(List.of("run", "demo", "broker", "publish", "watch", "classify", "model", "config"))
                .allSatisfy(command -> assertThat(run.out()).containsPattern("(?m)^  " + command + " "));
    }

    @ParameterizedTest
    @ValueSource(strings = {"run", "demo", "broker", "publish", "watch", "classify", "model", "config"})
    void everyCommandHasHelp(String command) {
        CommandRun run = CommandRun.of(command, "--help");

        assertThat(run.exit()).isZero();
        assertThat(run.out()).startsWith("Usage: inception-streams " + command).contains("--help");
        assertThat(run.err()).isEmpty();
    }

    /** What loses events or invents images is in the laboratory; a hidden option would be a way to it. */
    @Test
    void nothingIsHidden() {
        assertThat(hidden(RootCommand.commandLine(new ModelCommand())))
                .containsExactlyInAnyOrder("run --exit-with-parent", "train-head --labels-from-folders");
    }

    private static List<String> hidden(CommandLine command) {
        List<String> hidden = new ArrayList<>();
        command.getCommandSpec().options().stream()
                .filter(CommandLine.Model.OptionSpec::hidden)
                .forEach(option -> hidden.add(command.getCommandName() + " " + option.longestName()));
        command.getSubcommands().values().forEach(child -> {
            if (child.getCommandSpec().usageMessage().hidden()) {
                hidden.add(child.getCommandName());
            }
            hidden.addAll(hidden(child));
        });
        return hidden;
    }

    /** An option that a command would only ignore is none of its own. */
    @ParameterizedTest
    @CsvSource({
        "run, true, true",
        "config, true, true",
        "demo, true, false",
        "classify, true, false",
        "publish, false, true",
        "watch, false, true",
        "broker, false, false"
    })
    void aCommandHasTheOptionsThatItHeeds(String command, boolean model, boolean kafka) {
        String help = CommandRun.of(command, "--help").out();

        assertThat(help).contains("--config=FILE", "--set=KEY=VALUE");
        assertThat(help.contains("--model=")).isEqualTo(model);
        assertThat(help.contains("--bootstrap-servers=")).isEqualTo(kafka);
    }

    @Test
    void aWrongCommandLineIsTwo() {
        assertThat(CommandRun.of().exit()).isEqualTo(2);
        assertThat(CommandRun.of("lable").exit()).isEqualTo(2);
        assertThat(CommandRun.of("classify").exit()).isEqualTo(2);
        CommandRun run = CommandRun.of("run", "--bootstrap-server", "localhost:9092");

        assertThat(run.exit()).isEqualTo(2);
        assertThat(run.err()).startsWith("Unknown option").contains("Possible solutions: --bootstrap-servers");
    }

    @ParameterizedTest
    @ValueSource(strings = {"run", "watch"})
    void withoutABrokerTheErrorSaysHowToNameOne(String command) {
        CommandRun run = CommandRun.of(command);

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.err())
                .isEqualToIgnoringNewLines("error: where is Kafka? Give --bootstrap-servers HOST:PORT, or the setting"
                        + " kafka.bootstrap.servers; 'broker' starts one for local work");
    }

    /** Nothing listens where Kafka is said to be: to ask there, or for the model, would give another message. */
    @Test
    void aFolderThatIsNotThereIsToldBeforeTheModelIsLoaded() {
        CommandRun run = runWith("fetch.file-roots=" + folder.resolve("absent"), "http.port=0");

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.err())
                .isEqualToIgnoringNewLines("error: fetch.file-roots must exist: " + folder.resolve("absent"));
    }

    @Test
    void aPortThatIsTakenIsToldBeforeTheModelIsLoaded() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CommandRun run = runWith("http.port=" + taken.getLocalPort());

            assertThat(run.exit()).isEqualTo(1);
            assertThat(run.err())
                    .startsWith("error: cannot listen on http.bind-address 127.0.0.1, http.port " + taken.getLocalPort()
                            + ": ");
        }
    }

    private static CommandRun runWith(String... settings) {
        List<String> arguments =
                new ArrayList<>(List.of("run", "--bootstrap-servers", "127.0.0.1:9", "--set", "topics.wait=1ms"));
        for (String setting : settings) {
            arguments.addAll(List.of("--set", setting));
        }
        return CommandRun.of(arguments.toArray(String[]::new));
    }

    @Test
    void allWrongSettingsAreToldAtOnce() {
        CommandRun run = CommandRun.of("config", "--set", "batch.max-sise=4", "--set", "deadline=soon");

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.err()).startsWith("error: ").contains("batch.max-sise", "batch.max-size", "deadline", "soon");
        assertThat(run.err()).doesNotContain("\tat ");
    }

    @Test
    void aFolderThatHoldsNoModelIsNamed() throws IOException {
        String cat = Files.writeString(folder.resolve("cat.jpg"), "meow").toString();
        CommandRun run = CommandRun.of("classify", "--model", folder.toString(), cat);

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.err())
                .isEqualToIgnoringNewLines(
                        "error: " + folder + ": neither model.json nor a folder named for a version");
    }

    @Test
    void aModelFolderThatIsNotThereIsNamed() throws IOException {
        String cat = Files.writeString(folder.resolve("cat.jpg"), "meow").toString();
        CommandRun run =
                CommandRun.of("classify", "--model", folder.resolve("absent").toString(), cat);

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.err()).isEqualToIgnoringNewLines("error: " + folder.resolve("absent") + ": no such folder");
    }

    @Test
    void aFileToPublishThatIsNotThereIsNamed() {
        CommandRun run = CommandRun.of("publish", "--bootstrap-servers", "127.0.0.1:9", folder + "/absent.jpg");

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.err())
                .isEqualToIgnoringNewLines(
                        "error: " + folder + "/absent.jpg: no such file, and not a URI of a known scheme");
    }

    @Test
    void aFolderWithoutImagesIsNamed() throws IOException {
        Files.writeString(folder.resolve("notes.txt"), "no image");

        CommandRun run = CommandRun.of("demo", "--images", folder.toString());

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.err())
                .startsWith("error: ")
                .contains("holds no image: no name ends in .jpg, .jpeg, .png, .webp");
    }

    @Test
    void theConfigurationIsListedWithItsSources() {
        CommandRun run = CommandRun.of("config", "--set", "batch.max-size=4", "--set", "kafka.sasl.password=open");

        assertThat(run.exit()).isZero();
        assertThat(run.lines()).anyMatch(line -> line.startsWith("batch.max-size=4    # "));
        assertThat(run.out()).contains("kafka.sasl.password=").doesNotContain("open");
    }
}
