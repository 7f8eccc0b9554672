package io.inceptionstreams.app;

import io.inceptionstreams.event.Labelled.ModelId;
import io.inceptionstreams.model.Model;

/** A model in the terms of the packages that do not know it. */
final class ModelMapping {

    private ModelMapping() {}

    static ModelId id(Model model) {
        return new ModelId(model.name(), model.version(), model.sha256());
    }

    /** Bytes of one image as the model takes it: uint8 RGB. */
    static int imageBytes(Model model) {
        return model.preprocessing().width() * model.preprocessing().height() * 3;
    }
}
