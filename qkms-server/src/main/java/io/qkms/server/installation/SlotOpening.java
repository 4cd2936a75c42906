package io.qkms.server.installation;

import io.qkms.core.module.SignatureModules;
import io.qkms.core.slot.PassphraseSeal;
import io.qkms.core.slot.Slot;
import io.qkms.core.slot.SlotKey;
import io.qkms.core.slot.SlotKeySeal;
import io.qkms.core.slot.Slots;
import io.qkms.core.slot.SoftwareSlot;
import io.qkms.core.slot.WrappingKeySeal;
import io.qkms.server.config.QkmsConfiguration.SlotSeal;
import io.qkms.server.http.SigningPool;
import io.qkms.server.ops.Metrics;
import io.qkms.server.store.Database;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.hibernate.exception.ConstraintViolationException;

/** Opens the slots of an installation at its start: their keys lie sealed in the database. In dev mode it makes what is missing. */
public final class SlotOpening {
    private static final String ROOT = "root";

    private final Database database;
    private final boolean devMode;
    private final SignatureModules modules;
    private final SigningPool pool;
    private final Metrics metrics;
    private final SecureRandom random;
    private final InstantSource clock;

    /**
     * @param pool runs what the slots compute
     * @param metrics counts it
     */
    public SlotOpening(
            Database database,
            boolean devMode,
            SignatureModules modules,
            SigningPool pool,
            Metrics metrics,
            SecureRandom random,
            InstantSource clock) {
        this.database = database;
        this.devMode = devMode;
        this.modules = modules;
        this.pool = pool;
        this.metrics = metrics;
        this.random = random;
        this.clock = clock;
    }

    /**
     * All slots, open.
     *
     * @param seals how each slot's key is sealed, by the slot's id
     * @throws StartRefused naming the slot, if one does not open or, outside of dev mode, is missing
     */
    public Slots open(Map<String, SlotSeal> seals) {
        List<Slot> slots = new ArrayList<>();
        new TreeMap<>(seals).forEach((id, seal) -> slots.add(open(id, seal)));
        return new Slots(slots);
    }

    private Slot open(String id, SlotSeal seal) {
        return new PooledSlot(new SoftwareSlot(id, slotKey(id, seal), modules, random), pool, metrics);
    }

    private SlotKey slotKey(String id, SlotSeal by) {
        Optional<byte[]> sealed = sealedKey(id);
        if (sealed.isEmpty() && !devMode) {
            throw new StartRefused("slot " + id + " has no key yet");
        }
        return switch (by) {
            case SlotSeal.Passphrase(var passphrase) -> {
                try (PassphraseSeal seal =
                        new PassphraseSeal(passphrase.reveal().toCharArray(), random)) {
                    yield openOrMake(id, seal, "slots." + id + ".passphrase", sealed);
                }
            }
            case SlotSeal.KeyFile(var path) -> {
                WrappingKeyFile file = new WrappingKeyFile(path, devMode);
                if (!file.exists()) {
                    if (sealed.isPresent()) {
                        throw new StartRefused("the key of slot " + id + " is sealed under the key in " + file
                                + ", and this file is missing: put it back. Without it the slot's keys are lost");
                    }
                    file.make(random);
                }
                try (WrappingKeySeal seal = file.seal(random)) {
                    yield openOrMake(id, seal, file.toString(), sealed);
                }
            }
        };
    }

    private SlotKey openOrMake(String id, SlotKeySeal seal, String where, Optional<byte[]> sealed) {
        byte[] blob = sealed.orElseGet(() -> make(id, seal));
        try {
            return seal.open(blob);
        } catch (IllegalArgumentException e) {
            throw new StartRefused(
                    "the key of slot " + id + " does not open with " + where
                            + ": it was sealed with another one, or in another way",
                    e);
        }
    }

    private byte[] make(String id, SlotKeySeal seal) {
        byte[] blob;
        try (SlotKey fresh = SlotKey.generate(random)) {
            blob = seal.seal(fresh);
        }
        try {
            database.inTransaction(transaction -> transaction
                    .session()
                    .persist(new SlotRecord(id, id.equals(ROOT) ? "ROOT" : "ONLINE", blob, clock.instant())));
            return blob;
        } catch (ConstraintViolationException e) {
            // Another node came first: its key counts.
            return sealedKey(id).orElseThrow(() -> e);
        }
    }

    private Optional<byte[]> sealedKey(String id) {
        return database.read(session ->
                Optional.ofNullable(session.find(SlotRecord.class, id)).map(row -> row.sealedKey));
    }
}
