package io.qkms.server.access;

import io.qkms.core.error.QkmsException;
import io.qkms.server.store.Database;
import io.qkms.server.store.Transaction;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** The tenants of this installation. Safe for use by many threads. */
public final class Tenants {
    private static final int APPKEY_OCTETS = 16;

    private final Database database;
    private final SecureRandom random;
    private final InstantSource clock;

    public Tenants(Database database, SecureRandom random, InstantSource clock) {
        this.database = database;
        this.random = random;
        this.clock = clock;
    }

    /** The entities of this feature. */
    public static List<Class<?>> records() {
        return List.of(TenantRecord.class);
    }

    /** Makes, within the transaction that makes the installation, the tenants that each one has. */
    public void makeFirst(Transaction transaction) {
        for (String id : List.of(Tenant.DEFAULT, Tenant.SYSTEM)) {
            Tenant tenant = new Tenant(id, id, appkey());
            transaction.session().persist(new TenantRecord(tenant, clock.instant()));
        }
    }

    /**
     * The tenant of this id.
     *
     * @throws QkmsException 40401 if there is none
     */
    public Tenant get(String id) {
        return database.read(session -> Optional.ofNullable(session.find(TenantRecord.class, id))
                        .map(TenantRecord::tenant))
                .orElseThrow(() -> QkmsException.notFound("tenant", id));
    }

    /** 128 random bits: it opens nothing, but must not be guessed either. */
    private String appkey() {
        byte[] octets = new byte[APPKEY_OCTETS];
        random.nextBytes(octets);
        return HexFormat.of().formatHex(octets);
    }
}
