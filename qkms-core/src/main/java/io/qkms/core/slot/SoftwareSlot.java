package io.qkms.core.slot;

import io.qkms.core.algorithm.Algorithm;
import io.qkms.core.error.ErrorCode;
import io.qkms.core.error.ErrorDetail;
import io.qkms.core.error.QkmsException;
import io.qkms.core.module.PrivateKeyAccess;
import io.qkms.core.module.PrivateKeyBytes;
import io.qkms.core.module.SignatureModule.GeneratedKey;
import io.qkms.core.module.SignatureModule.PrivateKeyHandle;
import io.qkms.core.module.SignatureModules;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A slot in software. A private key leaves it only as AES-256-GCM ciphertext under the slot key:
 * {@code format version (1) ‖ nonce (12) ‖ ciphertext ‖ tag (16)}, bound to key id, version, part and algorithm, so that a
 * blob opens nowhere but in its own place. A bounded number of opened keys is kept in memory.
 *
 * <p>Safe for use by many threads. Closing it overwrites the slot key; from then on every operation is refused with 50301.
 */
public final class SoftwareSlot implements Slot.Generating, Slot.Importing, AutoCloseable {
    private static final byte[] FORMAT = {1};
    private static final int MOST_OPENED_KEYS = 1024;
    private static final Duration RETRY_AFTER = Duration.ofSeconds(30);

    private final String id;
    private final SlotKey slotKey;
    private final SignatureModules modules;
    private final SecureRandom random;
    private final OpenedKeys opened = new OpenedKeys();

    /**
     * A slot whose keys are sealed under the given key.
     *
     * @param slotKey belongs to the slot from now on
     */
    public SoftwareSlot(String id, SlotKey slotKey, SignatureModules modules, SecureRandom random) {
        this.id = id;
        this.slotKey = slotKey;
        this.modules = modules;
        this.random = random;
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public KeyPart generate(String keyId, int version, int index, Algorithm algorithm) {
        requireUnsealed();
        GeneratedKey generated = modules.generate(algorithm);
        try (PrivateKeyBytes privateKey = generated.privateKey()) {
            return sealed(keyId, version, index, algorithm, generated.publicKey(), privateKey);
        }
    }

    @Override
    public KeyPart importKey(
            String keyId, int version, int index, Algorithm algorithm, byte[] publicKey, PrivateKeyBytes privateKey) {
        requireUnsealed();
        byte[] challenge = new byte[32];
        random.nextBytes(challenge);
        byte[] signature = modules.load(algorithm, privateKey).sign(challenge);
        if (!modules.verify(algorithm, publicKey, challenge, signature)) {
            throw new IllegalArgumentException("private and public key do not belong together");
        }
        return sealed(keyId, version, index, algorithm, publicKey, privateKey);
    }

    private KeyPart sealed(
            String keyId, int version, int index, Algorithm algorithm, byte[] publicKey, PrivateKeyBytes privateKey) {
        byte[] pkcs8 = privateKey.toPkcs8(PrivateKeyAccess.requested());
        byte[] key = slotKeyOctets();
        try {
            byte[] blob = AesGcm.seal(key, FORMAT, context(keyId, version, index, algorithm), pkcs8, random);
            return new KeyPart(keyId, version, index, id, algorithm, publicKey, blob, null);
        } finally {
            Arrays.fill(pkcs8, (byte) 0);
            Arrays.fill(key, (byte) 0);
        }
    }

    @Override
    public Signer signer(KeyPart part) {
        requireUnsealed();
        PrivateKeyHandle handle = opened.get(part);
        if (handle == null) {
            handle = open(part);
            opened.put(part, handle);
        }
        return new PartSigner(part, handle);
    }

    private PrivateKeyHandle open(KeyPart part) {
        byte[] blob = part.sealed();
        if (!part.slot().equals(id) || blob == null) {
            throw new IllegalArgumentException(part + " is not of slot " + id);
        }
        if (blob.length == 0 || blob[0] != FORMAT[0]) {
            throw new IllegalArgumentException(part + " has an unknown format version");
        }
        byte[] context = context(part.keyId(), part.version(), part.index(), part.algorithm());
        byte[] key = slotKeyOctets();
        try {
            byte[] pkcs8 = AesGcm.open(key, FORMAT.length, context, blob);
            try (PrivateKeyBytes privateKey = PrivateKeyBytes.ofPkcs8(pkcs8, PrivateKeyAccess.requested())) {
                return modules.load(part.algorithm(), privateKey);
            } finally {
                Arrays.fill(pkcs8, (byte) 0);
            }
        } finally {
            Arrays.fill(key, (byte) 0);
        }
    }

    /** What a blob is bound to; each text with its length, so that no two contexts run together. */
    private static byte[] context(String keyId, int version, int index, Algorithm algorithm) {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(octets)) {
            out.writeUTF("qkms key part");
            out.writeUTF(keyId);
            out.writeInt(version);
            out.writeInt(index);
            out.writeUTF(algorithm.displayName());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return octets.toByteArray();
    }

    private byte[] slotKeyOctets() {
        return slotKey.octets().orElseThrow(this::isSealed);
    }

    private void requireUnsealed() {
        if (slotKey.closed()) {
            throw isSealed();
        }
    }

    private QkmsException isSealed() {
        return new QkmsException(
                ErrorCode.UNAVAILABLE, List.of(ErrorDetail.of("slot", "sealed", id)), RETRY_AFTER, null);
    }

    @Override
    public void close() {
        slotKey.close();
        opened.forget();
    }

    @Override
    public String toString() {
        return "SoftwareSlot[" + id + "]";
    }

    /** The least recently used go first. A part is found only as it was opened, its ciphertext included. */
    private static final class OpenedKeys {
        private final Map<KeyPart, PrivateKeyHandle> handles = new LinkedHashMap<>(16, 0.75f, true);

        synchronized @Nullable PrivateKeyHandle get(KeyPart part) {
            return handles.get(part);
        }

        synchronized void put(KeyPart part, PrivateKeyHandle handle) {
            handles.put(part, handle);
            if (handles.size() > MOST_OPENED_KEYS) {
                handles.remove(handles.keySet().iterator().next());
            }
        }

        synchronized void forget() {
            handles.clear();
        }
    }

    private final class PartSigner implements Signer {
        private final KeyPart part;
        private final PrivateKeyHandle handle;

        private PartSigner(KeyPart part, PrivateKeyHandle handle) {
            this.part = part;
            this.handle = handle;
        }

        @Override
        public Algorithm algorithm() {
            return part.algorithm();
        }

        @Override
        public byte[] publicKey() {
            return part.publicKey();
        }

        @Override
        public byte[] sign(byte[] message) {
            requireUnsealed();
            return handle.sign(message);
        }

        @Override
        public String toString() {
            return "Signer[" + part + "]";
        }
    }
}
