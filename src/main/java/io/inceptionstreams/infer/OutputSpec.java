package io.inceptionstreams.infer;

import io.inceptionstreams.model.Metadata.Features;
import io.inceptionstreams.model.Model;
import java.util.ArrayList;
import java.util.List;

/**
 * An output of a model that is wanted from every run.
 *
 * @param asked what asks for it, before a message about it; empty for what is always wanted
 * @param signature where its name is found
 * @param input the name of the pixels in that signature
 * @param size how many numbers it must have for each image
 */
record OutputSpec(String asked, String signature, String input, String output, int size) {

    /** The scores, and the features behind them if they are wanted. */
    static List<OutputSpec> of(Model model, boolean features) throws ClassifierException {
        Model.Signature names = model.signature();
        List<OutputSpec> all = new ArrayList<>();
        all.add(new OutputSpec(
                "",
                names.name(),
                names.input(),
                names.probabilities(),
                model.labels().size()));
        if (features) {
            String asked = "output.features=true: ";
            Features offered = model.features()
                    .orElseThrow(() -> new ClassifierException(asked + model.name() + " " + model.version()
                            + " offers no features: its model.json has no \"features\""));
            all.add(new OutputSpec(asked, offered.signature(), names.input(), offered.output(), offered.size()));
        }
        return all;
    }
}
