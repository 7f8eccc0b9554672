package io.inceptionstreams.image.fetch;

import io.inceptionstreams.image.ImageException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** What the sources' decorators do with futures. */
final class Futures {

    private Futures() {}

    static <T> void onEnd(
            CompletableFuture<T> future, BiConsumer<? super @Nullable T, ? super @Nullable Throwable> then) {
        var unused = future.whenComplete(then);
    }

    /** Cancels {@code work} when {@code answer} ends by other means: a deadline, or a caller who lost interest. */
    static void abort(Future<?> work, CompletableFuture<?> answer) {
        onEnd(answer, (value, failure) -> work.cancel(true));
    }

    /** Ends {@code answer} as {@code work} ends, and {@code work} when {@code answer} ends first. */
    static <T> void relay(CompletableFuture<T> work, CompletableFuture<T> answer) {
        onEnd(work, (value, failure) -> {
            if (failure == null) {
                answer.complete(value);
            } else {
                answer.completeExceptionally(ImageException.of(failure));
            }
        });
        abort(work, answer);
    }
}
