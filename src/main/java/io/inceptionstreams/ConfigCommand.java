package io.inceptionstreams;

import io.inceptionstreams.config.Settings;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code config}: what the settings are, and where each comes from. */
@Command(
        name = "config",
        mixinStandardHelpOptions = true,
        description = "Prints the settings that a command would use, and where each comes from; secrets are redacted.")
final class ConfigCommand implements Callable<Integer> {

    @Mixin
    Common common = new Common();

    @Mixin
    ModelOption modelOption = new ModelOption();

    @Mixin
    KafkaOption kafkaOption = new KafkaOption();

    @Option(names = "--describe", description = "The table of all settings in Markdown, instead.")
    boolean describe;

    @Override
    public Integer call() throws CommandException {
        if (describe) {
            common.out().print(Settings.describe());
        } else {
            for (Settings.Entry entry :
                    common.settings(modelOption, kafkaOption).entries()) {
                common.out().println(entry.key() + "=" + entry.value() + "    # " + entry.source());
            }
        }
        common.out().flush();
        return 0;
    }
}
