package io.inceptionstreams.stream;

import io.inceptionstreams.broker.ChildJvm;
import io.inceptionstreams.event.Deadline;
import io.inceptionstreams.event.ImageReference;
import io.inceptionstreams.event.Outcome;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * An instance that dies of one record, as a decoder with a defect would. Others are answered a little later, so that
 * some are always in the same boat. Arguments: bootstrap servers, name of the lab, folder.
 */
final class PoisonMain implements Labeller {

    static final String POISON = "17";

    private static final int COMPANY_MILLIS = 200;

    private PoisonMain() {}

    public static void main(String[] args) throws InterruptedException {
        ChildJvm.exitWithParent();
        Lab lab = new Lab(args[0], args[1], Path.of(args[2]));
        try (StreamApplication application = lab.start("poisoned", new PoisonMain())) {
            application.awaitStopped();
        }
    }

    @Override
    public Optional<CompletableFuture<Outcome>> offer(
            ImageReference reference, Deadline deadline, CrashMarker attempt) {
        attempt.begin();
        CompletableFuture<Outcome> outcome = new CompletableFuture<>();
        boolean poison = reference.id().equals(POISON);
        CompletableFuture.delayedExecutor(poison ? COMPANY_MILLIS / 2 : COMPANY_MILLIS, TimeUnit.MILLISECONDS)
                .execute(() -> {
                    if (poison) {
                        Runtime.getRuntime().halt(137);
                    }
                    outcome.complete(PuppetLabeller.labelled(reference.id()));
                });
        return Optional.of(outcome);
    }

    @Override
    public void awaitRoom(Duration atMost) {}

    @Override
    public Optional<Throwable> failure() {
        return Optional.empty();
    }
}
