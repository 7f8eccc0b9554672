package io.inceptionstreams.cli;

import io.inceptionstreams.config.Configuration;
import io.inceptionstreams.config.Settings;
import io.inceptionstreams.config.SettingsException;
import io.inceptionstreams.infer.Natives;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Options of every command that reads the configuration. */
public final class SettingsOptions {

    static final String BOOTSTRAP_SERVERS = "bootstrap.servers";

    @Spec(Spec.Target.MIXEE)
    @Nullable
    CommandSpec mixee;

    @Option(names = "--config", paramLabel = "FILE", description = "A .properties file with settings (default: none).")
    @Nullable
    public Path file;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "A setting, over the file's and the environment's (default: those that 'config' lists).")
    public List<String> flags = List.of();

    /** An option of some commands that says what {@code --set} could say, and wins over it. */
    @FunctionalInterface
    public interface Shortcut {

        /** {@code key=value}, or nothing if the option was not given. */
        Optional<String> setting();
    }

    /** The settings of this call. */
    public Configuration configuration(Shortcut... shortcuts) throws CommandException {
        return prepared(new Configuration(settings(shortcuts)));
    }

    /**
     * The settings of this call.
     *
     * @param defaults of the form {@code key=value}; everything overrides them
     * @param fixed nothing overrides them
     */
    public Configuration configuration(List<String> defaults, List<String> fixed, Shortcut... shortcuts)
            throws CommandException {
        return prepared(new Configuration(settings(defaults, fixed, shortcuts)));
    }

    /** Before the first native library is loaded, by whatever the command does next. */
    private static Configuration prepared(Configuration configuration) throws CommandException {
        try {
            Natives.useCache(configuration.libraryCache());
            return configuration;
        } catch (IOException e) {
            throw new CommandException(String.valueOf(e.getMessage()), e);
        }
    }

    public Settings settings(Shortcut... shortcuts) throws CommandException {
        return settings(List.of(), List.of(), shortcuts);
    }

    private Settings settings(List<String> defaults, List<String> fixed, Shortcut... shortcuts)
            throws CommandException {
        List<String> all = new ArrayList<>(defaults);
        all.addAll(flags);
        for (Shortcut shortcut : shortcuts) {
            shortcut.setting().ifPresent(all::add);
        }
        all.addAll(fixed);
        try {
            return Settings.load(file, System.getenv(), all);
        } catch (SettingsException e) {
            throw new CommandException(String.valueOf(e.getMessage()), e);
        }
    }

    /** The Kafka properties of a command that cannot do without a broker. */
    public static Map<String, String> kafka(Configuration configuration) throws CommandException {
        if (!configuration.kafka().containsKey(BOOTSTRAP_SERVERS)) {
            throw new CommandException("where is Kafka? Give --bootstrap-servers HOST:PORT, or the setting kafka."
                    + BOOTSTRAP_SERVERS + "; 'broker' starts one for local work");
        }
        return configuration.kafka();
    }

    /** Standard output, fit for a terminal. */
    public PrintWriter out() {
        return new PrintWriter(new PrintableWriter(spec().commandLine().getOut()), true);
    }

    /** Standard error, fit for a terminal. */
    public PrintWriter err() {
        return new PrintWriter(new PrintableWriter(spec().commandLine().getErr()), true);
    }

    private CommandSpec spec() {
        return Objects.requireNonNull(mixee, "picocli sets it");
    }
}
