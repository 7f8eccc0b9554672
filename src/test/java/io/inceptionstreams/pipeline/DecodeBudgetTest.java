package io.inceptionstreams.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class DecodeBudgetTest {

    @Test
    void givesRoomWhileThereIsSome() {
        DecodeBudget budget = new DecodeBudget(100, 4);

        CompletableFuture<DecodeBudget.Room> first = budget.ask(60);
        CompletableFuture<DecodeBudget.Room> second = budget.ask(60);
        assertThat(first).isCompleted();
        assertThat(second).isNotDone();

        first.join().close();
        assertThat(second).isCompleted();
    }

    /** A small one that came later would fit, and would keep the large one waiting for ever. */
    @Test
    void isFair() {
        DecodeBudget budget = new DecodeBudget(100, 4);
        DecodeBudget.Room first = budget.ask(60).join();
        CompletableFuture<DecodeBudget.Room> large = budget.ask(100);
        CompletableFuture<DecodeBudget.Room> small = budget.ask(10);
        assertThat(small).isNotDone();

        first.close();
        assertThat(large).isCompleted();
        assertThat(small).isNotDone();
        large.join().close();
        assertThat(small).isCompleted();
    }

    @Test
    void letsNoMoreInThanItsThreads() {
        DecodeBudget budget = new DecodeBudget(100, 2);
        DecodeBudget.Room first = budget.ask(1).join();
        budget.ask(1).join();
        CompletableFuture<DecodeBudget.Room> third = budget.ask(1);
        assertThat(third).isNotDone();

        first.close();
        first.close(); // without effect
        assertThat(third).isCompleted();
        assertThat(budget.ask(1)).isNotDone();
    }

    @Test
    void moreThanAllOfItIsAllOfIt() {
        DecodeBudget budget = new DecodeBudget(100, 2);
        DecodeBudget.Room huge = budget.ask(1000).join();
        CompletableFuture<DecodeBudget.Room> next = budget.ask(1);
        assertThat(next).isNotDone();

        huge.close();
        assertThat(next).isCompleted();
    }

    @Test
    void oneThatGaveUpIsPassedBy() {
        DecodeBudget budget = new DecodeBudget(100, 2);
        DecodeBudget.Room first = budget.ask(100).join();
        CompletableFuture<DecodeBudget.Room> gone = budget.ask(100);
        CompletableFuture<DecodeBudget.Room> next = budget.ask(100);
        gone.cancel(false);

        first.close();
        assertThat(next).isCompleted();
    }

    @Test
    void isNeverOverdrawnByManyThreads() throws Exception {
        DecodeBudget budget = new DecodeBudget(100, 3);
        AtomicLong taken = new AtomicLong();
        AtomicLong most = new AtomicLong();
        AtomicInteger served = new AtomicInteger();
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Future<?>> all = new ArrayList<>();
            for (int thread = 0; thread < 8; thread++) {
                Random random = new Random(thread);
                all.add(threads.submit(() -> {
                    for (int i = 0; i < 500; i++) {
                        int bytes = 1 + random.nextInt(60);
                        CompletableFuture<DecodeBudget.Room> asked = budget.ask(bytes);
                        if (random.nextInt(4) == 0 && asked.cancel(false)) {
                            continue;
                        }
                        try (DecodeBudget.Room room = asked.join()) {
                            assertThat(room).isNotNull();
                            most.accumulateAndGet(taken.addAndGet(bytes), Math::max);
                            taken.addAndGet(-bytes);
                            served.incrementAndGet();
                        }
                    }
                }));
            }
            for (Future<?> each : all) {
                each.get();
            }
        } finally {
            threads.shutdown();
        }

        assertThat(most.get()).isLessThanOrEqualTo(100);
        assertThat(served.get()).isPositive();
        assertThat(budget.ask(100)).as("nothing is held any more").isCompleted();
    }
}
