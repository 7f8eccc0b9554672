package io.inceptionstreams.infer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.FunctionDefLibrary;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.SavedModel;

class PinnedModelTest {

    private static final String GPU = "/device:GPU:1";

    @Test
    void everyOperationNamesItsDevice() {
        SavedModel model = SavedModel.newBuilder()
                .addMetaGraphs(MetaGraphDef.newBuilder()
                        .setGraphDef(GraphDef.newBuilder()
                                .addNode(NodeDef.newBuilder().setName("free"))
                                .addNode(NodeDef.newBuilder().setName("bound").setDevice("/device:CPU:0"))
                                .setLibrary(FunctionDefLibrary.newBuilder()
                                        .addFunction(FunctionDef.newBuilder()
                                                .addNodeDef(NodeDef.newBuilder().setName("inner"))))))
                .build();

        GraphDef pinned = PinnedModel.pin(model, GPU).getMetaGraphs(0).getGraphDef();

        assertThat(pinned.getNode(0).getDevice()).isEqualTo(GPU);
        assertThat(pinned.getNode(1).getDevice()).isEqualTo("/device:CPU:0");
        assertThat(pinned.getLibrary().getFunction(0).getNodeDef(0).getDevice()).isEqualTo(GPU);
    }

    @Test
    void theCopyGoesWithItsUse(@TempDir Path model) throws Exception {
        TinyModel.create(model);
        Files.createDirectory(model.resolve("variables"));
        Files.writeString(model.resolve("variables/variables.index"), "weights");

        Path copy;
        try (PinnedModel pinned = PinnedModel.copy(model, GPU)) {
            copy = pinned.folder();
            assertThat(copy.resolve("variables/variables.index")).hasContent("weights");
            assertThat(SavedModel.parseFrom(Files.readAllBytes(copy.resolve("saved_model.pb")))
                            .getMetaGraphs(0)
                            .getGraphDef()
                            .getNodeList())
                    .isNotEmpty()
                    .allMatch(node -> node.getDevice().equals(GPU));
        }

        assertThat(copy).doesNotExist();
        assertThat(model.resolve("variables/variables.index")).hasContent("weights");
    }
}
