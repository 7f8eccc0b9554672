package io.inceptionstreams.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class FeaturesTest {

    @Test
    void theyAreLittleEndianFloatsInBase64() {
        float[] values = {0.25f, 0, 1.5f, -3e-7f};

        Features features = Features.of(values);

        ByteBuffer bytes = ByteBuffer.wrap(Base64.getDecoder().decode(features.base64()));
        assertThat(bytes.order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(3)).isEqualTo(-3e-7f);
        assertThat(features.values()).containsExactly(values);
        assertThat(Features.parse(features.base64())).isEqualTo(features).hasSameHashCodeAs(features);
        assertThat(Features.of(new float[2048]).base64()).hasSize(10_924);
    }

    @Test
    void numbersThatAreNoneAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Features.of(new float[] {1, Float.NaN}))
                .withMessage("features: expected finite numbers: NaN");
        assertThatIllegalArgumentException().isThrownBy(() -> Features.of(new float[0]));
    }

    @ParameterizedTest
    @ValueSource(strings = {"AAAA", "AACAPw", "AACAP*==", "AADAfw==", "AACAPx=="})
    void textThatIsNotWhatIsWrittenIsRefused(String base64) {
        assertThatIllegalArgumentException().isThrownBy(() -> Features.parse(base64));
    }
}
