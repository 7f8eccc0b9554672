package io.inceptionstreams.modelbuild;

import io.inceptionstreams.model.Metadata.Origin;
import io.inceptionstreams.model.Model;
import io.inceptionstreams.network.weights.Published;
import io.inceptionstreams.network.weights.Trained;
import java.nio.file.Path;
import java.util.Optional;

/** Where a new model's weights come from, under which licence, and the notice that must stay with copies of them. */
final class Origins {

    private Origins() {}

    /** What is known of weights, or came with them. */
    static Origin of(Path weights, Trained trained) {
        Optional<Published> known = trained.published();
        return new Origin(
                known.map(Published::source).orElse(String.valueOf(weights.getFileName())),
                known.map(Published::licence).orElse("not stated"),
                trained.notice().or(() -> known.map(Published::copyright)).orElse(""));
    }

    /** A head changes nothing about the network under it: the base model's licence and notice stay. */
    static Origin ofHead(Model base) {
        Origin under = base.metadata().origin();
        return new Origin(
                "a head trained on the features of " + base.name() + " " + base.version() + " (SHA-256 " + base.sha256()
                        + "): " + under.source(),
                under.licence(),
                under.notice());
    }

    /** The same for a head on weights that are no model. */
    static Origin ofHead(Path weights, Trained trained) {
        Origin under = of(weights, trained);
        return new Origin(
                "a head trained on the features of " + weights.getFileName() + " (" + trained.found() + "): "
                        + under.source(),
                under.licence(),
                under.notice());
    }
}
