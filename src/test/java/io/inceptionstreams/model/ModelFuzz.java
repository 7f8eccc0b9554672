package io.inceptionstreams.model;

import static io.inceptionstreams.testing.FuzzTarget.require;
import static io.inceptionstreams.testing.FuzzTarget.requireExplained;

import io.inceptionstreams.testing.FuzzTarget;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code model.json}: what is accepted is written and read the same. */
public final class ModelFuzz implements FuzzTarget {

    @Override
    public List<byte[]> seeds() throws IOException {
        Metadata metadata = new Metadata(
                "pets",
                "1",
                List.of("cat", "dog"),
                new Preprocessing(
                        299,
                        299,
                        Preprocessing.Resize.CROP,
                        0.875,
                        Preprocessing.Interpolation.AREA,
                        Preprocessing.Channels.BGR,
                        Optional.of(Preprocessing.Alpha.DROP)),
                Metadata.Classifier.SOFTMAX,
                new Model.Signature("serving_default", "images", "probabilities"),
                Optional.of(new Metadata.Features("all", "features", 2048)),
                new Metadata.Origin("made by hand", "CC0-1.0", ""),
                Optional.of("CgQIARAB"),
                Optional.of(new Metadata.Int8(0.02)),
                List.of(new Golden("golden/1.png", List.of(0.25f, 0.75f))));
        return List.of(MetadataJson.write(metadata, Map.of("saved_model.pb", "0".repeat(64))));
    }

    @Override
    public void parse(byte[] input) throws Exception {
        try {
            MetadataJson.Document document = MetadataJson.read(input);
            byte[] written = MetadataJson.write(document.metadata(), document.files());
            require(MetadataJson.read(written).equals(document), "written and read it is another: ", document);
        } catch (ModelException refused) {
            requireExplained(refused);
        }
    }

    @Override
    public long mostBytes() {
        return 16 << 20;
    }
}
