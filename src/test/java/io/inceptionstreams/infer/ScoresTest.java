package io.inceptionstreams.infer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.inceptionstreams.infer.Scores.Ranked;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScoresTest {

    private final Scores scores = new Scores(List.of("a", "b", "c", "d"), new float[] {0.2f, 0.3f, 0.2f, 0.3f});

    @Test
    void theBestComeFirstAndTiesKeepTheirOrder() {
        assertThat(scores.top(3))
                .containsExactly(new Ranked("b", 1, 0.3f), new Ranked("d", 3, 0.3f), new Ranked("a", 0, 0.2f));
    }

    @Test
    void moreThanThereAreGivesAll() {
        assertThat(scores.top(99)).extracting(Ranked::index).containsExactly(1, 3, 0, 2);
    }

    @Test
    void labelsAndProbabilitiesMustBeAsMany() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Scores(List.of("a"), new float[2]));
    }
}
