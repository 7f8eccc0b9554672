package io.inceptionstreams.infer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.exceptions.TFInvalidArgumentException;
import org.tensorflow.exceptions.TFResourceExhaustedException;
import org.tensorflow.exceptions.TensorFlowException;

class FailuresTest {

    @Test
    void theStatusCodeTellsOfMemory() {
        assertThat(Failures.of("run", new TFResourceExhaustedException("x")))
                .isInstanceOf(DeviceOutOfMemoryException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "OOM when allocating tensor with shape[32,64,147,147]",
                "failed to allocate 2.2G: CUDA_ERROR_OUT_OF_MEMORY: out of memory",
                "CUDNN_STATUS_ALLOC_FAILED in external/local_xla"
            })
    void soDoTheWordsOfOtherCodes(String message) {
        assertThat(Failures.of("run", new TensorFlowException(message)))
                .isInstanceOf(DeviceOutOfMemoryException.class)
                .hasMessage("run: " + message);
    }

    @Test
    void anythingElseIsTheModelsFailure() {
        RuntimeException cause = new TFInvalidArgumentException("Incompatible shapes");

        assertThat(Failures.of("run", cause))
                .isExactlyInstanceOf(ClassifierException.class)
                .hasCause(cause);
    }
}
