package io.qkms.server.key;

import static org.assertj.core.api.Assertions.assertThat;

import io.qkms.core.algorithm.Algorithm;
import io.qkms.core.jose.Jws;
import io.qkms.core.jose.JwsHeader;
import io.qkms.core.jose.JwsVerification;
import io.qkms.server.access.AccessTokenKeys.SigningKey;
import io.qkms.server.store.OnEachDatabase;
import io.qkms.server.store.TestDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@OnEachDatabase
class OwnTokenKeysTest {
    private final KeyFixture fixture;

    OwnTokenKeysTest(TestDatabase database) {
        fixture = KeyFixture.on(database);
    }

    @BeforeEach
    void beAnInstallation() {
        fixture.database.inTransaction(transaction -> transaction
                .session()
                .createNativeMutationQuery("insert into installation (singleton, id, mode, created_at)"
                        + " select 1, 'inst_1', 'DEV', :now where not exists (select 1 from installation)")
                .setParameter("now", fixture.now)
                .executeUpdate());
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void signsWithAKeyThatItPublishes() {
        OwnTokenKeys keys = open();
        SigningKey active = keys.active();

        Jws token = Jws.sign(
                JwsHeader.of(active.signer().algorithm(), active.kid(), "at+jwt"), new byte[] {1}, active.signer());

        assertThat(active.signer().algorithm()).isEqualTo(Algorithm.ML_DSA_65);
        assertThat(token.verify(keys.published(), fixture.modules::verify)).isEqualTo(JwsVerification.VALID);
    }

    @Test
    void keepsItsKeyThroughRestarts() {
        assertThat(open().active().kid()).isEqualTo(open().active().kid());
    }

    @Test
    void makesOneKeyWhenNodesStartTogether() throws Exception {
        List<Callable<String>> starts = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            starts.add(() -> open().active().kid());
        }
        List<String> kids = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<String> kid : threads.invokeAll(starts)) {
                kids.add(kid.get());
            }
        }

        assertThat(kids).hasSize(5).containsOnly(kids.getFirst());
    }

    @Test
    void belongsToNoTenantsClient() {
        open();

        List<String> tenants = fixture.database.read(session -> session.createNativeQuery(
                        "select distinct tenant_id from key_ where key_usage = 'JWT_SIGNING' and realm is null",
                        String.class)
                .getResultList());
        assertThat(tenants).containsExactly("system");
    }

    private OwnTokenKeys open() {
        return OwnTokenKeys.open(fixture.database, fixture.keys.ring(), fixture.changes);
    }
}
