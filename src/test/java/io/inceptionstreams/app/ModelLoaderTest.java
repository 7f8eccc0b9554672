package io.inceptionstreams.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.inceptionstreams.model.Metadata;
import io.inceptionstreams.model.Model;
import io.inceptionstreams.model.ModelException;
import io.inceptionstreams.model.ModelFolder;
import io.inceptionstreams.model.ModelWriter;
import io.inceptionstreams.model.Preprocessing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ModelLoaderTest {

    @TempDir
    Path models = Path.of("");

    @Test
    void aNewModelIsServedFromTheFolderOfItsVersionsIfThatServesIt() throws Exception {
        Model second = write("2");
        assertThat(ModelLoader.whereToServe(second)).isEqualTo(models.resolve("pets"));

        Model first = write("1");
        assertThat(ModelLoader.whereToServe(first)).isEqualTo(models.resolve("pets/1"));

        Files.writeString(models.resolve("pets").resolve(ModelFolder.CURRENT), "1\n");
        assertThat(ModelLoader.whereToServe(first)).isEqualTo(models.resolve("pets"));
    }

    private Model write(String version) throws IOException, ModelException {
        Metadata metadata = new Metadata(
                "pets",
                version,
                List.of("cat", "dog"),
                new Preprocessing(299, 299, Preprocessing.Resize.STRETCH, Preprocessing.Interpolation.AREA),
                Metadata.Classifier.SOFTMAX,
                new Model.Signature("serving_default", "images", "probabilities"),
                Optional.empty(),
                new Metadata.Origin("made by hand", "CC0-1.0", ""));
        return ModelWriter.write(models, metadata, out -> out.write('x'), false);
    }
}
