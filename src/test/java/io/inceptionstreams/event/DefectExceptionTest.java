package io.inceptionstreams.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

/** Which errors are an event's, and how a defect is told. */
final class DefectExceptionTest {

    @Test
    void onlyErrorsOfTheJvmItselfAreFatal() {
        assertThat(DefectException.isFatal(new OutOfMemoryError())).isTrue();
        assertThat(DefectException.isFatal(new InternalError())).isTrue();
        assertThat(DefectException.isFatal(new UnknownError())).isTrue();

        assertThat(DefectException.isFatal(new StackOverflowError())).isFalse();
        assertThat(DefectException.isFatal(new AssertionError())).isFalse();
        assertThat(DefectException.isFatal(new NoClassDefFoundError())).isFalse();
        assertThat(DefectException.isFatal(new ArithmeticException())).isFalse();
    }

    @Test
    void answerNamesWhatFailedAndKeepsTheInnermostAccount() {
        DefectException decoding = DefectException.of("decoding", new ArithmeticException("long overflow"));

        assertThat(DefectException.of("labelling", decoding)).isSameAs(decoding);
        assertThat(DefectException.unwrapped(new CompletionException(decoding))).isSameAs(decoding);
        assertThat(decoding.rejected())
                .isEqualTo(new Rejected(
                        Reason.INTERNAL_ERROR, "decoding failed: java.lang.ArithmeticException: long overflow"));
    }

    @Test
    void exceptionThatCannotDescribeItselfIsNamed() {
        DefectException defect = DefectException.of("decoding", new RuntimeException() {
            private static final long serialVersionUID = 1L;

            @Override
            public String getMessage() {
                throw new IllegalStateException("no message either");
            }
        });

        assertThat(defect.rejected().detail()).startsWith("decoding failed: io.inceptionstreams.event.DefectException");
    }
}
