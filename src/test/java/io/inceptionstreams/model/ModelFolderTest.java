package io.inceptionstreams.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.inceptionstreams.model.Preprocessing.Interpolation;
import io.inceptionstreams.model.Preprocessing.Resize;
import io.inceptionstreams.util.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ModelFolderTest {

    private static final byte[] GRAPH = "a graph".getBytes(StandardCharsets.UTF_8);

    @TempDir
    Path models = Path.of("");

    private static Metadata metadata(String version) {
        return new Metadata(
                "pets",
                version,
                List.of("cat", "dog"),
                new Preprocessing(299, 299, Resize.STRETCH, Interpolation.AREA),
                Metadata.Classifier.SOFTMAX,
                new Model.Signature("serving_default", "images", "probabilities"),
                Optional.of(new Metadata.Features("all", "features", 2048)),
                new Metadata.Origin("made by hand", "CC0-1.0", ""));
    }

    private Model write(String version) throws IOException, ModelException {
        return ModelWriter.write(models, metadata(version), out -> out.write(GRAPH), false);
    }

    @Test
    void whatWasWrittenIsOpened() throws IOException, ModelException {
        Model written = write("1");

        Model opened = ModelFolder.open(models.resolve("pets"));

        assertThat(opened).isEqualTo(written);
        assertThat(opened.folder()).isEqualTo(models.resolve("pets/1"));
        assertThat(opened.sha256()).isEqualTo("170df6144b15bdf1dced878e45ebdb2dac95d0b1a3bc68459434bbbd88681157");
        assertThat(opened.labels()).containsExactly("cat", "dog");
        assertThat(opened.signature()).isEqualTo(new Model.Signature("serving_default", "images", "probabilities"));
    }

    @Test
    void everythingThatAModelCanSayIsKept() throws IOException, ModelException {
        Preprocessing preprocessing = new Preprocessing(
                2,
                1,
                Resize.CROP,
                0.875,
                Interpolation.BICUBIC,
                Preprocessing.Channels.BGR,
                Optional.of(Preprocessing.Alpha.DROP));
        byte[] pixels = {1, 2, 3, (byte) 200, 100, 50};
        Metadata plain = metadata("3");
        Metadata metadata = new Metadata(
                plain.name(),
                plain.version(),
                plain.labels(),
                preprocessing,
                Metadata.Classifier.SIGMOID,
                plain.signature(),
                plain.features(),
                plain.origin(),
                Optional.of("CAI="),
                Optional.of(new Metadata.Int8(0.03)),
                List.of());

        ModelWriter.write(
                models,
                metadata,
                out -> out.write(GRAPH),
                (draft, complete) -> {
                    GoldenImage.write(draft.resolve("one.png"), preprocessing, pixels);
                    return complete.withGolden(List.of(new Golden("one.png", List.of(0.25f, 1e-9f))));
                },
                false);

        Model opened = ModelFolder.open(models.resolve("pets"));
        assertThat(opened.preprocessing()).isEqualTo(preprocessing);
        assertThat(opened.classifier()).isEqualTo(Metadata.Classifier.SIGMOID);
        assertThat(opened.features()).contains(new Metadata.Features("all", "features", 2048));
        assertThat(opened.configProto()).contains("CAI=");
        assertThat(opened.int8()).contains(new Metadata.Int8(0.03));
        assertThat(opened.golden()).containsExactly(new Golden("one.png", List.of(0.25f, 1e-9f)));
        assertThat(opened.pixels(opened.golden().get(0))).containsExactly(pixels);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -0.01, 0.051, Double.NaN})
    void aToleranceThatLetsAnotherModelPassIsNone(double tolerance) {
        assertThatThrownBy(() -> new Metadata.Int8(tolerance))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("int8.goldenTolerance: must be above 0 and at most 0.05");
    }

    @Test
    void oneFlippedByteIsRefused() throws IOException, ModelException {
        Path graph = write("1").folder().resolve("saved_model.pb");
        byte[] bytes = Files.readAllBytes(graph);
        bytes[3] ^= 1;
        Files.write(graph, bytes);

        assertThatThrownBy(() -> ModelFolder.open(models.resolve("pets")))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("saved_model.pb: the file was changed");
    }

    @Test
    void aGoldenImageThatDoesNotFitIsRefused() throws IOException, ModelException {
        Path folder = write("1").folder();
        edit(
                folder,
                "\"files\" : {",
                "\"golden\" : [ { \"image\" : \"a.png\", \"scores\" : [ 1 ] } ],\n  \"files\" : {");

        assertThatThrownBy(() -> ModelFolder.open(folder))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("golden.scores: must be 2, a class each");
    }

    @Test
    void theHighestNumberIsTheNewestVersion() throws IOException, ModelException {
        write("9");
        write("10");
        write("2");
        Files.createDirectories(models.resolve("pets/.draft-77"));
        Files.createDirectories(models.resolve("pets/notes"));

        assertThat(ModelFolder.open(models.resolve("pets")).version()).isEqualTo("10");
        assertThat(ModelFolder.open(models.resolve("pets/2")).version()).isEqualTo("2");
    }

    @Test
    void currentNamesTheVersionToServe() throws IOException, ModelException {
        write("1");
        write("2");
        Path current = Files.writeString(models.resolve("pets/current"), "1\n");
        assertThat(ModelFolder.open(models.resolve("pets")).version()).isEqualTo("1");

        Files.writeString(current, "2");
        assertThat(ModelFolder.open(models.resolve("pets")).version()).isEqualTo("2");

        Files.delete(current);
        write("3");
        assertThat(ModelFolder.open(models.resolve("pets")).version()).isEqualTo("3");
    }

    @ParameterizedTest
    @CsvSource({"3", "01", "..", "../pets/1", "''", "latest"})
    void currentThatNamesNoVersionIsRefused(String text) throws IOException, ModelException {
        write("1");
        Files.writeString(models.resolve("pets/current"), text);

        assertThatThrownBy(() -> ModelFolder.open(models.resolve("pets")))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("current: must name the folder of a version, is \"" + text + '"');
    }

    @Test
    void aVersionIsWhatItsFolderSays() throws IOException, ModelException {
        Path one = write("1").folder();
        Files.move(one, one.resolveSibling("2"));

        assertThatThrownBy(() -> ModelFolder.open(models.resolve("pets")))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("version: must be the number of its folder, is \"1\"");
        assertThat(ModelFolder.open(models.resolve("pets/2")).version())
                .as("a folder that is itself the model may have any name")
                .isEqualTo("1");
    }

    @Test
    void aDigestPinsTheModel() throws IOException, ModelException {
        Model model = write("1");
        String sha256 = Sha256.of(Files.readAllBytes(model.folder().resolve("model.json")));

        assertThat(ModelFolder.open(models.resolve("pets"), sha256)).isEqualTo(model);
        assertThatThrownBy(() -> ModelFolder.open(models.resolve("pets"), "0".repeat(64)))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("its SHA-256 is " + sha256 + ", must be 000");
    }

    @Test
    void aRevisionChangesWithTheVersionAndWithItsFiles() throws IOException, ModelException {
        write("1");
        Revision first = Revision.of(models.resolve("pets"));
        assertThat(Revision.of(models.resolve("pets"))).isEqualTo(first);

        Path two = write("2").folder();
        Revision second = Revision.of(models.resolve("pets"));
        assertThat(second).isNotEqualTo(first);

        Files.writeString(two.resolve("saved_model.pb"), "another graph");
        assertThat(Revision.of(models.resolve("pets"))).isNotEqualTo(second);
        assertThat(Revision.of(models.resolve("pets/1"))).isEqualTo(first);
    }

    @Test
    void aSavedModelWithVariablesIsServedLikeAnyOther() throws IOException, ModelException {
        Path folder = write("1").folder();
        Files.createDirectory(folder.resolve("variables"));
        Files.writeString(folder.resolve("variables/variables.index"), "index");
        String digest = Digests.of(folder).getOrDefault("variables/variables.index", "");
        edit(folder, "\"files\" : {", "\"files\" : {\n    \"variables/variables.index\" : \"" + digest + "\",");

        assertThat(ModelFolder.open(folder).name()).isEqualTo("pets");
    }

    @Test
    void oneFlippedBitIsRefused() throws IOException, ModelException {
        Path folder = write("1").folder();
        byte[] graph = GRAPH.clone();
        graph[3] ^= 1;
        Files.write(folder.resolve("saved_model.pb"), graph);

        assertThatThrownBy(() -> ModelFolder.open(folder))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("model.json: files.saved_model.pb: the file was changed");
    }

    @Test
    void aFileTooManyOrTooFewIsRefused() throws IOException, ModelException {
        Path folder = write("1").folder();
        Files.writeString(folder.resolve("more"), "more");
        assertThatThrownBy(() -> ModelFolder.open(folder))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("files.more: missing; the file's SHA-256 is ");

        Files.delete(folder.resolve("more"));
        Files.delete(folder.resolve("saved_model.pb"));
        assertThatThrownBy(() -> ModelFolder.open(folder))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("files.saved_model.pb: no such file");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"format\" : 1 | \"format\" : 2 | format: must be 1, is 2",
                "\"name\" : \"pets\" | \"name\" : \"a/b\" | name: must be letters",
                "\"name\" : \"pets\" | \"nome\" : \"pets\" | name: missing",
                "\"version\" : \"1\" | \"version\" : \"01\" | version: must be a whole number",
                "\"version\" : \"1\" | \"version\" : 1 | version: must be a text, is 1",
                "\"cat\", \"dog\" | | labels: must name at least one class",
                "\"cat\", \"dog\" | \"cat\", \" \" | labels: must not be blank",
                "\"cat\", \"dog\" | \"cat\", \"cat\" | labels: must differ",
                "\"cat\", \"dog\" | \"cat\", 3 | labels: must be a list of texts, is 3",
                "\"width\" : 299 | \"width\" : 0 | preprocessing: width and height must be positive: 0x299",
                "\"width\" : 299 | \"width\" : \"299\" | preprocessing.width: must be a whole number",
                "\"stretch\" | \"squeeze\" | preprocessing.resize: must be one of stretch, crop, is \"squeeze\"",
                "\"area\" | \"AREA\" | preprocessing.interpolation: must be one of area, bilinear",
                "\"softmax\" | \"regression\" | classifier: must be one of softmax",
                "\"serving_default\" | \"\" | signature.name: must not be blank",
                "\"input\" : \"images\" | \"input\" : null | signature.input: must be a text",
                "\"probabilities\" : \"probabilities\" | \"scores\" : \"p\" | signature.probabilities: missing",
                "\"size\" : 2048 | \"size\" : 0 | features.size: must be positive",
                "\"licence\" : \"CC0-1.0\" | \"licence\" : \"\" | origin.licence: must not be blank",
                "\"source\" : | \"sauce\" : | origin.source: missing",
                "\"saved_model.pb\" | \"other.pb\" | files.other.pb: no such file",
                "\"saved_model.pb\" : \" | \"saved_model.pb\" : \"A | files.saved_model.pb: must be a SHA-256",
                "\"format\" : 1 | \"format\" : 1, \"colour\" : 2 | colour: unknown field",
                "\"format\" : 1 | \"format\" : 1, \"format\" : 1 | does not parse: Duplicate",
                "\"format\" : 1 | \"format\" | does not parse"
            })
    void anErrorNamesTheField(String from, String to, String message) throws IOException, ModelException {
        Path folder = write("1").folder();
        edit(folder, from, to == null ? "" : to);

        assertThatThrownBy(() -> ModelFolder.open(folder))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining(folder.resolve("model.json") + ": " + message);
    }

    /** Jackson takes these bytes for UTF-32, because every fourth one is not zero. */
    @Test
    void metadataInABrokenEncodingDoesNotParse() {
        byte[] cutOff = {'{', 0, 0, 0, '}', 0, 0};

        assertThatThrownBy(() -> MetadataJson.read(cutOff))
                .isInstanceOf(ModelException.class)
                .hasMessageStartingWith("does not parse: ");
    }

    private static void edit(Path folder, String from, String to) throws IOException {
        Path file = folder.resolve("model.json");
        String json = Files.readString(file);
        assertThat(json).contains(from);
        Files.writeString(file, json.replace(from, to));
    }

    @Test
    void aFolderThatIsNoModelIsNamed() throws IOException {
        assertThatThrownBy(() -> ModelFolder.open(models.resolve("absent")))
                .isInstanceOf(ModelException.class)
                .hasMessageEndingWith("absent: no such folder");
        assertThatThrownBy(() -> ModelFolder.open(models))
                .isInstanceOf(ModelException.class)
                .hasMessageEndingWith("neither model.json nor a folder named for a version");

        Files.createDirectories(models.resolve("3"));
        assertThatThrownBy(() -> ModelFolder.open(models))
                .isInstanceOf(ModelException.class)
                .hasMessageEndingWith("3: no model.json");
    }

    @Test
    void aVersionIsReplacedOnlyWhenAsked() throws IOException, ModelException {
        write("1");
        assertThatThrownBy(() -> write("1")).isInstanceOf(FileAlreadyExistsException.class);

        Model replaced = ModelWriter.write(models, metadata("1"), out -> out.write('x'), true);

        assertThat(replaced.folder().resolve("saved_model.pb")).hasContent("x");
        assertThat(children(models.resolve("pets"))).containsExactly("1");
    }

    @Test
    void aWriteThatFailsLeavesNothing() throws IOException {
        assertThatThrownBy(() -> ModelWriter.write(
                        models,
                        metadata("1"),
                        out -> {
                            out.write(GRAPH);
                            throw new IOException("disk full");
                        },
                        false))
                .hasMessage("disk full");

        assertThat(children(models.resolve("pets"))).isEmpty();
    }

    private static List<String> children(Path folder) throws IOException {
        try (Stream<Path> children = Files.list(folder)) {
            return children.map(child -> String.valueOf(child.getFileName())).toList();
        }
    }
}
