package io.inceptionstreams.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.inceptionstreams.cli.model.ModelCommand;
import io.inceptionstreams.lab.LabMain;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The help of every command: defaults, names of parameters, lines, examples, the environment. */
final class HelpTest {

    /** What a parameter may be called. A new word here is a decision, a second word for the same thing is none. */
    private static final Set<String> WORDS = Set.of(
            "DEVICE",
            "FILE",
            "FOLDER",
            "FRACTION",
            "GUARANTEE",
            "HOST",
            "KEY",
            "KIND",
            "N",
            "NAME",
            "ORDER",
            "PART",
            "PORT",
            "PROTOCOL",
            "RANGE",
            "SECONDS",
            "TYPE",
            "URI",
            "VALUE",
            "WAY");

    static Stream<CommandSpec> commands() {
        List<CommandSpec> all = new ArrayList<>();
        collect(RootCommand.commandLine(new ModelCommand()).getCommandSpec(), all);
        collect(LabMain.commandLine().getCommandSpec(), all);
        return all.stream();
    }

    private static void collect(CommandSpec command, List<CommandSpec> all) {
        if (!command.usageMessage().hidden()) {
            all.add(command);
            command.subcommands().values().forEach(sub -> collect(sub.getCommandSpec(), all));
        }
    }

    @Test
    void allCommandsAreWalked() {
        assertThat(commands()).hasSizeGreaterThanOrEqualTo(16);
    }

    @ParameterizedTest
    @MethodSource("commands")
    void everyParameterSaysWhatHoldsWithoutIt(CommandSpec command) {
        assertThat(visible(command)).allSatisfy(argument -> {
            String words = String.join(" ", argument.description());
            assertThat(words).as(name(argument)).isNotBlank().endsWith(".");
            boolean isFlag = argument.arity().max() == 0;
            if (!isFlag && !argument.required()) {
                assertThat(words).as(name(argument)).contains("(default: ");
            }
        });
    }

    @ParameterizedTest
    @MethodSource("commands")
    void parametersAreNamedInOneStyle(CommandSpec command) {
        assertThat(visible(command))
                .filteredOn(argument -> argument.arity().max() > 0)
                .allSatisfy(argument -> {
                    String label = argument.paramLabel();
                    assertThat(label).matches("[A-Z]+([|:=][A-Z]+)*(,\\.\\.\\.)?");
                    assertThat(Arrays.asList(label.replace(",...", "").split("[|:=]", -1)))
                            .as(name(argument))
                            .isSubsetOf(WORDS);
                });
    }

    @ParameterizedTest
    @MethodSource("commands")
    void linesAreBrokenBetweenWordsAndNowhereElse(CommandSpec command) {
        String help = help(command);
        String words = help.replaceAll("\\s+", " ");

        assertThat(help.lines())
                .allSatisfy(line -> assertThat(line)
                        .hasSizeLessThanOrEqualTo(HelpLayout.WIDTH)
                        .doesNotEndWith(" "));
        assertThat(command.usageMessage().description())
                .allSatisfy(paragraph -> assertThat(words).contains(paragraph));
        assertThat(visible(command))
                .allSatisfy(argument -> assertThat(words).contains(String.join(" ", argument.description())));
    }

    /** A line ends where the next word would not fit, where a paragraph ends, and nowhere else. */
    @ParameterizedTest
    @MethodSource("commands")
    void noLineEndsBeforeItIsFull(CommandSpec command) {
        List<String> lines = help(command).lines().toList();
        List<String> early = new ArrayList<>();
        for (int i = 0; i + 1 < lines.size(); i++) {
            String line = lines.get(i);
            String next = lines.get(i + 1).strip();
            boolean ends = line.isBlank()
                    || next.isBlank()
                    || line.matches(".*([.:]|required\\))")
                    || line.matches("Usage.*|  -\\S+|  (inception-streams|scripts/).*"); // a line of its own
            if (!ends && line.length() + 1 + next.split(" ", 2)[0].length() <= HelpLayout.WIDTH) {
                early.add(line);
            }
        }
        assertThat(early).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("commands")
    void examplesAreCommandLinesThatParse(CommandSpec command) {
        List<String> examples = List.of(command.usageMessage().footer());

        assertThat(examples).isNotEmpty().allSatisfy(example -> {
            boolean ofLab = command.root().name().equals("lab");
            String path = command.qualifiedName().replaceFirst("^\\S+ ?", "");
            String script = Files.exists(Path.of("scripts", path)) ? "scripts/" : "scripts/bench ";
            String program = ofLab ? script : "inception-streams ";
            assertThat(example).startsWith(program + path);
            assertThat(help(command)).contains("\n  " + example + "\n");
            CommandLine line = ofLab ? LabMain.commandLine() : RootCommand.commandLine(new ModelCommand());
            assertThatCode(() -> line.parseArgs(
                            example.substring(program.length()).strip().split(" ")))
                    .doesNotThrowAnyException();
        });
    }

    @ParameterizedTest
    @MethodSource("commands")
    void theEnvironmentIsNamed(CommandSpec command) {
        assertThat(help(command)).contains("JAVA_OPTS", "LOG_LEVEL", "INCEPTION_...");
    }

    /** What the program reads from the environment, it names. */
    @Test
    void theProgramsHelpNamesEveryVariable() throws IOException {
        Set<String> read = new TreeSet<>();
        Pattern variable = Pattern.compile("getenv\\(\"([A-Z_0-9]+)\"\\)|\"(AWS_[A-Z_0-9]+)\"");
        try (Stream<Path> sources = Files.walk(Path.of("src/main/java"))) {
            for (Path source : sources.filter(Files::isRegularFile).toList()) {
                variable.matcher(Files.readString(source))
                        .results()
                        .forEach(found -> read.add(found.group(1) == null ? found.group(2) : found.group(1)));
            }
        }
        read.remove("TERM"); // says whether a progress bar can be drawn

        assertThat(read).hasSizeGreaterThan(5);
        assertThat(help(RootCommand.commandLine(new ModelCommand()).getCommandSpec()))
                .contains(read);
    }

    @Test
    void wordsThatAreTooLongHaveALineForThemselves() {
        String text = new WrappedText(20, 6)
                .paragraph("a kafka.bootstrap.servers.long b")
                .table("Rows:", Map.of("--very-long-name", "first second third"))
                .toString();

        assertThat(text).isEqualTo("""
                a
                kafka.bootstrap.servers.long
                b

                Rows:
                  --very-long-name
                    first second
                    third
                """);
    }

    private static List<ArgSpec> visible(CommandSpec command) {
        return command.args().stream()
                .filter(argument -> !argument.hidden())
                .filter(argument ->
                        !(argument instanceof OptionSpec option) || !(option.usageHelp() || option.versionHelp()))
                .toList();
    }

    private static String name(ArgSpec argument) {
        return argument instanceof OptionSpec option ? option.longestName() : argument.paramLabel();
    }

    private static String help(CommandSpec command) {
        return command.commandLine().getUsageMessage(CommandLine.Help.Ansi.OFF);
    }
}
