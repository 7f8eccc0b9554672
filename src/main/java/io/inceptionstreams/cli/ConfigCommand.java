package io.inceptionstreams.cli;

import io.inceptionstreams.config.Configuration;
import io.inceptionstreams.config.Settings;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code config}: what the settings are, and where each comes from. */
@Command(
        name = "config",
        mixinStandardHelpOptions = true,
        description = {
            "Prints the settings that a command would use, and where each comes from; secrets are redacted.",
            "Exits with 1 when settings contradict each other."
        },
        footer = "inception-streams config --config inception.properties --set batch.max-size=32")
public final class ConfigCommand implements Callable<Integer> {

    @Mixin
    SettingsOptions common = new SettingsOptions();

    @Mixin
    ModelOption modelOption = new ModelOption();

    @Mixin
    BootstrapServersOption kafkaOption = new BootstrapServersOption();

    @Option(names = "--describe", description = "The table of all settings in Markdown, instead.")
    boolean describe;

    @Override
    public Integer call() throws CommandException {
        if (describe) {
            common.out().print(Settings.describe());
        } else {
            Settings settings = common.settings(modelOption, kafkaOption);
            for (Settings.Entry entry : settings.entries()) {
                common.out().println(entry.key() + "=" + entry.value() + "    # " + entry.source());
            }
            common.out().flush();
            new Configuration(settings).check();
        }
        common.out().flush();
        return 0;
    }
}
