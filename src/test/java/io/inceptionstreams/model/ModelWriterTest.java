package io.inceptionstreams.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which version a new model becomes, and what happens when two are made at once. */
final class ModelWriterTest {

    @TempDir
    Path models = Path.of("");

    @Test
    void theNextVersionIsBehindTheHighest() throws IOException {
        assertThat(ModelWriter.next(models, "pets")).isEqualTo("1");
        assertThat(ModelWriter.newest(models, "pets")).isEmpty();
        for (String child : List.of("9", "10", "2", "notes", ".draft-77", "007")) {
            Files.createDirectories(models.resolve("pets").resolve(child));
        }

        assertThat(ModelWriter.newest(models, "pets")).isEqualTo(Optional.of(10L));
        assertThat(ModelWriter.next(models, "pets")).isEqualTo("11");
        assertThat(ModelWriter.next(models, "birds")).isEqualTo("1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "..", "../pets", "a b", "/pets"})
    void aNameThatIsNoFolderOfItsOwnIsRefused(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ModelWriter.place(models, name, "1"))
                .withMessageStartingWith("name: ");
        assertThatIllegalArgumentException().isThrownBy(() -> ModelWriter.next(models, name));
    }

    @Test
    void ofTwoWritersOfTheSameVersionOneIsRefusedAndLeavesNothing() throws Exception {
        Metadata metadata = metadata();

        assertThatThrownBy(() -> ModelWriter.write(
                        models,
                        metadata,
                        out -> out.write(1),
                        (draft, complete) -> {
                            ModelWriter.write(models, metadata, out -> out.write(2), false);
                            return complete;
                        },
                        false))
                .isInstanceOf(FileAlreadyExistsException.class)
                .hasMessage(models.resolve("pets/1").toString());

        assertThat(Files.readAllBytes(models.resolve("pets/1/saved_model.pb"))).containsExactly(2);
        try (var left = Files.list(models.resolve("pets"))) {
            assertThat(left).containsExactly(models.resolve("pets/1"));
        }
    }

    private static Metadata metadata() {
        return new Metadata(
                "pets",
                "1",
                List.of("cat", "dog"),
                new Preprocessing(4, 4, Preprocessing.Resize.STRETCH, Preprocessing.Interpolation.AREA),
                Metadata.Classifier.SOFTMAX,
                new Model.Signature("serving_default", "images", "probabilities"),
                Optional.empty(),
                new Metadata.Origin("made by hand", "CC0-1.0", ""));
    }
}
