package io.qkms.server.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.qkms.core.algorithm.Algorithm;
import io.qkms.server.store.OnEachDatabase;
import io.qkms.server.store.TestDatabase;
import java.util.Collections;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@OnEachDatabase
class CrlStoreTest {
    private static final int THREADS = 8;

    private final StatusBed bed;
    private final StatusIssuer issuer;

    CrlStoreTest(TestDatabase testDatabase) {
        bed = new StatusBed(testDatabase);
        issuer = bed.authorities().root(Algorithm.EC_P256);
    }

    @AfterEach
    void stop() throws Exception {
        bed.close();
    }

    @Test
    void hasTheHeadOfANewAuthorityForEverybodyWhoMadeSureOfIt() throws Exception {
        CrlStore store = new CrlStore(bed.database());
        CyclicBarrier together = new CyclicBarrier(THREADS);
        Callable<Long> first = () -> {
            together.await();
            store.ensureHead(issuer.id());
            return bed.database().transaction(transaction -> store.lock(transaction.session(), issuer.id()));
        };

        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Long> number : threads.invokeAll(Collections.nCopies(THREADS, first))) {
                assertThat(number.get()).isZero();
            }
        }
    }
}
