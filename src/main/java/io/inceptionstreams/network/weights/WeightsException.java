package io.inceptionstreams.network.weights;

import java.util.ArrayList;
import java.util.List;

/** A weight file is not one of this network, or not one that can be read; the message is for the user. */
public final class WeightsException extends Exception {

    private static final int SHOWN = 20;

    public WeightsException(String message) {
        super(message);
    }

    public WeightsException(String message, Throwable cause) {
        super(message, cause);
    }

    /** The refusal of a file whose tensors are not the network's; long lists are cut, and say so. */
    static WeightsException mismatch(String file, List<String> missing, List<String> misshapen, List<String> unknown) {
        List<String> lines = new ArrayList<>();
        lines.add(file + ": these are not the weights of this network");
        list(lines, "missing", missing);
        list(lines, "wrong shape", misshapen);
        list(lines, "unknown", unknown);
        return new WeightsException(String.join("\n", lines));
    }

    private static void list(List<String> lines, String title, List<String> names) {
        if (names.isEmpty()) {
            return;
        }
        lines.add(title + " (" + names.size() + "):");
        names.stream().limit(SHOWN).forEach(name -> lines.add("  " + name));
        if (names.size() > SHOWN) {
            lines.add("  and " + (names.size() - SHOWN) + " more");
        }
    }
}
