package io.inceptionstreams.lab.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.inceptionstreams.model.ModelException;
import io.inceptionstreams.model.ModelFolder;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class VersionsTest {

    @TempDir
    private Path models = Path.of("");

    @Test
    void whatIsPublishedOpensUnlessItIsBroken() throws IOException, ModelException {
        Versions versions = new Versions(models);
        assertThat(ModelFolder.open(versions.folder()).version()).isEqualTo("1");

        assertThat(versions.publishBroken()).isEqualTo(2);
        assertThatThrownBy(() -> ModelFolder.open(versions.folder()))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("simulated/2/")
                .hasMessageContaining("the file was changed");

        assertThat(versions.publish()).isEqualTo(3);
        assertThat(ModelFolder.open(versions.folder()).version()).isEqualTo("3");
    }

    @Test
    void onlySoundPublishedVersionsThatNotAllHaveGivenUpMayAnswer() {
        Versions versions = new Versions(models);
        versions.publishBroken();
        assertThat(versions.wrong(0, "1")).isNull();
        assertThat(versions.wrong(0, "2")).isEqualTo("version 2 of the model answered, which must not serve");
        assertThat(versions.wrong(0, "3")).isEqualTo("version 3 of the model answered, which must not serve");

        versions.publish();
        versions.least(3, 100);
        assertThat(versions.wrong(99, "1")).isNull();
        assertThat(versions.wrong(99, "3")).isNull();
        assertThat(versions.wrong(100, "3")).isNull();
        assertThat(versions.wrong(100, "1"))
                .isEqualTo("version 1 of the model answered, although all instances had version 3");
    }
}
