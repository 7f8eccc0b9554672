package io.inceptionstreams;

import picocli.CommandLine;

final class Main {
    private Main() {}

    public static void main(String[] args) {
        System.exit(new CommandLine(new ModelCommand()).execute(args));
    }
}
