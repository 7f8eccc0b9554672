package io.inceptionstreams.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.inceptionstreams.event.Labelled.ModelId;
import io.inceptionstreams.infer.Classifier;
import io.inceptionstreams.infer.ClassifierException;
import io.inceptionstreams.infer.Scores;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class ClassifierDeviceTest {

    private static final ModelId FIRST = new ModelId("m", "1", "00");
    private static final ModelId SECOND = new ModelId("m", "2", "11");
    private static final List<ByteBuffer> IMAGE = List.of(ByteBuffer.allocate(3));

    private final Model one = new Model("cpu:bfloat16");
    private final Model two = new Model("cpu");
    private final ClassifierDevice device = new ClassifierDevice(one, FIRST, 3);

    @Test
    void eachAnswerNamesTheModelThatGaveIt() throws Exception {
        assertThat(device.run(IMAGE)).extracting(Prediction::model).containsExactly(FIRST);

        assertThat(device.swap(two, SECOND)).isTrue();

        assertThat(device.run(IMAGE)).extracting(Prediction::model).containsExactly(SECOND);
        assertThat(device.model()).isEqualTo(SECOND);
        device.probe();
        assertThat(one.calls).isEqualTo(1);
        assertThat(two.calls).isEqualTo(2);
        assertThat(one.closed).isTrue();
        assertThat(two.closed).isFalse();
    }

    @Test
    void eachAnswerNamesTheDeviceThatGaveItAlsoWhereTheNextModelComputesInAnotherPrecision() throws Exception {
        List<Prediction> before = device.run(IMAGE);

        device.swap(two, SECOND);

        assertThat(before).extracting(Prediction::device).containsExactly("cpu:bfloat16");
        assertThat(device.run(IMAGE)).extracting(Prediction::device).containsExactly("cpu");
        assertThat(device.name()).isEqualTo("cpu");
    }

    @Test
    void theCallUnderWayIsAnsweredByTheOldModelWhichIsClosedWhenItReturns() throws Exception {
        one.hold = new CountDownLatch(1);
        CompletableFuture<List<Prediction>> batch = CompletableFuture.supplyAsync(this::run);
        one.entered.await();

        assertThat(device.swap(two, SECOND)).isTrue();

        assertThat(one.closed).isFalse();
        assertThat(run()).extracting(Prediction::model).containsExactly(SECOND);
        one.hold.countDown();
        assertThat(batch.join()).extracting(Prediction::model).containsExactly(FIRST);
        assertThat(one.closed).isTrue();
    }

    @Test
    void underLoadNoCallIsLostAndModelsFollowInOrder() throws Exception {
        CompletableFuture<Boolean> swap = CompletableFuture.supplyAsync(() -> device.swap(two, SECOND));
        boolean second = false;
        while (!second) {
            ModelId answered = run().get(0).model();
            second = answered.equals(SECOND);
        }

        assertThat(swap.join()).isTrue();
        assertThat(run()).extracting(Prediction::model).containsExactly(SECOND);
    }

    @Test
    void aClosedDeviceTakesNoModel() throws Exception {
        device.close();

        assertThat(device.swap(two, SECOND)).isFalse();

        assertThat(one.closed).isTrue();
        assertThat(two.closed).isTrue();
        assertThatThrownBy(() -> device.run(IMAGE)).isInstanceOf(ClassifierException.class);
        device.close();
        assertThat(device.name()).isEqualTo("cpu:bfloat16");
    }

    private List<Prediction> run() {
        try {
            return device.run(IMAGE);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static final class Model implements Classifier {

        private final String device;
        private final CountDownLatch entered = new CountDownLatch(1);
        private volatile CountDownLatch hold = new CountDownLatch(0);
        private volatile int calls;
        private volatile boolean working;
        private volatile boolean closed;

        Model(String device) {
            this.device = device;
        }

        @Override
        public synchronized List<Scores> classify(List<ByteBuffer> images) throws ClassifierException {
            if (closed) {
                throw new ClassifierException("closed");
            }
            working = true;
            calls = calls + 1;
            entered.countDown();
            try {
                hold.await();
            } catch (InterruptedException e) {
                throw new ClassifierException("interrupted", e);
            }
            working = false;
            return images.stream()
                    .map(i -> new Scores(List.of("a"), new float[] {1}))
                    .toList();
        }

        @Override
        public int maxBatch() {
            return 1;
        }

        @Override
        public int calls() {
            return 1;
        }

        @Override
        public String device() {
            return device;
        }

        @Override
        public void close() {
            assertThat(working).isFalse();
            closed = true;
        }
    }
}
