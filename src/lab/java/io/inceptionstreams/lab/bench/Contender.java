package io.inceptionstreams.lab.bench;

import java.util.List;
import java.util.Map;

/**
 * What is measured against others: a command line, to be run as a process.
 *
 * @param name in the report
 * @param command main class and arguments
 * @param environment added to this process' own
 * @param application whether it is ours, whose results say what its stages took
 */
record Contender(String name, List<String> command, Map<String, String> environment, boolean application) {

    Contender {
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
    }
}
