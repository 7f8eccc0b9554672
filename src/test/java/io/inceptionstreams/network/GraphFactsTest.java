package io.inceptionstreams.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class GraphFactsTest {

    @TempDir
    Path folder = Path.of("");

    @Test
    void theExportedNetworkIsCounted() throws IOException {
        Network network = InceptionV3.assemble(List.of(2)).keeping(List.of(InceptionV3.PROBABILITIES));
        Numerics numerics = new Numerics(1e-3f, false, Numerics.Borders.EXCLUDED, List.of(1 / 127.5f), List.of(-1f));
        Path graph = folder.resolve("saved_model.pb");
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(graph))) {
            SavedModelExport.write(network, numerics, tensor -> new float[tensor.size()], out);
        }

        GraphFacts facts = GraphFacts.read(graph);

        assertThat(facts.signatures())
                .contains("serving_default: images uint8[n, 299, 299, 3] -> probabilities float[n, 2]");
        assertThat(facts.multiplyAdds())
                .isEqualTo(
                        Description.of(InceptionV3.assemble(List.of(2)), false).multiplyAdds());
        // Of batch normalisation's three numbers a channel, one is left: the bias.
        assertThat(facts.parameters()).isEqualTo(network.parameters(false) - 2 * 17_216L);
    }

    @Test
    void anotherGraphIsNotCounted() throws IOException {
        Path graph = folder.resolve("saved_model.pb");
        Files.write(graph, new byte[0]);

        assertThat(GraphFacts.read(graph)).isEqualTo(new GraphFacts(List.of(), 0, 0, 0, 0));
    }
}
