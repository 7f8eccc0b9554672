package io.inceptionstreams.cli.model;

import picocli.CommandLine.Command;

/** {@code model} and its commands. */
@Command(
        name = "model",
        description = "Builds, trains, verifies or inspects a model folder, or describes the network.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        footer = "inception-streams model inspect --model models/nsfwjs-inception-v3",
        subcommands = {
            BuildCommand.class,
            DescribeCommand.class,
            TrainHeadCommand.class,
            ModelInspectCommand.class,
            ModelVerifyCommand.class
        })
public final class ModelCommand {}
