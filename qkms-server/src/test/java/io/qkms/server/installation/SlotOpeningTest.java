package io.qkms.server.installation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.qkms.core.algorithm.Algorithm;
import io.qkms.core.module.BouncyCastleModule;
import io.qkms.core.module.SignatureModules;
import io.qkms.core.slot.KeyPart;
import io.qkms.core.slot.Slot;
import io.qkms.core.slot.Slots;
import io.qkms.server.config.QkmsConfiguration.SlotSeal;
import io.qkms.server.config.Secret;
import io.qkms.server.http.SigningPool;
import io.qkms.server.ops.Metrics;
import io.qkms.server.store.Database;
import io.qkms.server.store.OnEachDatabase;
import io.qkms.server.store.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@OnEachDatabase
class SlotOpeningTest {
    private static final byte[] MESSAGE = {1, 2, 3};

    @TempDir
    Path directory;

    private final SecureRandom random = new SecureRandom();
    private final SignatureModules modules =
            new SignatureModules(List.of(new BouncyCastleModule(random)), InstantSource.system());
    private final Metrics metrics = new Metrics();
    private final SigningPool pool = new SigningPool(1);
    private final Database database;

    SlotOpeningTest(TestDatabase databases) {
        database = databases.open(Installation.records());
    }

    @BeforeEach
    void empty() {
        database.inTransaction(transaction -> transaction
                .session()
                .createNativeMutationQuery("delete from slot")
                .executeUpdate());
    }

    @AfterEach
    void endThreads() {
        pool.close();
    }

    @Test
    void aKeyMadeBeforeARestartSignsAfterIt() {
        KeyPart part = generate(open(true, keyFile()));

        byte[] signature = open(true, keyFile()).signer(part).sign(MESSAGE);

        assertThat(modules.verify(Algorithm.ML_DSA_44, part.publicKey(), MESSAGE, signature))
                .isTrue();
    }

    @Test
    void aSlotSealedByAPassphraseOpensWithItAndWithNoOther() {
        KeyPart part = generate(open(true, passphrase("correct horse battery")));

        byte[] signature =
                open(true, passphrase("correct horse battery")).signer(part).sign(MESSAGE);
        assertThat(modules.verify(Algorithm.ML_DSA_44, part.publicKey(), MESSAGE, signature))
                .isTrue();
        assertThatThrownBy(() -> open(true, passphrase("incorrect horse battery")))
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining("slot default does not open")
                .hasMessageNotContaining("horse");
    }

    @Test
    void theSlotKeyIsNowhereInTheClear() {
        open(true, keyFile());

        byte[] sealed = database.read(
                session -> session.createNativeQuery("select sealed_key from slot where id = 'default'", byte[].class)
                        .getSingleResult());

        // version and kind, nonce, 32 octets of ciphertext, tag
        assertThat(sealed).hasSize(2 + 12 + 32 + 16);
    }

    @Test
    void aKeyFileThatIsGoneIsNotReplacedByAnother() throws IOException {
        open(true, keyFile());
        Files.delete(directory.resolve("slot.key"));

        assertThatThrownBy(() -> open(true, keyFile()))
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining("slot.key")
                .hasMessageContaining("put it back");
        assertThat(directory.resolve("slot.key")).doesNotExist();
    }

    @Test
    void anotherKeyFileDoesNotOpenTheSlot() throws IOException {
        open(true, keyFile());
        writeKey(Base64.getEncoder().encodeToString(new byte[32]));

        assertThatThrownBy(() -> open(true, keyFile()))
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining("sealed with another one");
    }

    @Test
    void aKeyFileOfDevModeOpensNothingOutsideOfIt() {
        open(true, keyFile());

        assertThatThrownBy(() -> open(false, keyFile()))
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining("made by dev mode");
    }

    @Test
    void aKeyFileThatTheOperatorMadeWorksInBothModes() throws IOException {
        byte[] key = new byte[32];
        random.nextBytes(key);
        writeKey(Base64.getEncoder().encodeToString(key));
        open(true, keyFile());

        assertThat(open(false, keyFile()).find("default")).isPresent();
    }

    @Test
    void outsideOfDevModeNoKeyIsMade() {
        assertThatThrownBy(() -> open(false, keyFile()))
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining("slot default has no key");
        assertThat(directory.resolve("slot.key")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "short", "!!!!", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"})
    void refusesAKeyFileThatHoldsNoKey(String content) throws IOException {
        writeKey(content);

        assertThatThrownBy(() -> open(true, keyFile()))
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining("openssl rand -base64 32");
    }

    @Test
    void refusesAKeyFileThatOthersMayRead() throws IOException {
        open(true, keyFile());
        Files.setPosixFilePermissions(directory.resolve("slot.key"), PosixFilePermissions.fromString("rw-r--r--"));

        assertThatThrownBy(() -> open(true, keyFile()))
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining("chmod 600");
    }

    private Slots open(boolean devMode, SlotSeal seal) {
        return new SlotOpening(database, devMode, modules, pool, metrics, random, InstantSource.system())
                .open(Map.of("default", seal));
    }

    private static KeyPart generate(Slots slots) {
        return ((Slot.Generating) slots.slot("default")).generate("key_1", 1, 0, Algorithm.ML_DSA_44);
    }

    private SlotSeal keyFile() {
        return new SlotSeal.KeyFile(directory.resolve("slot.key"));
    }

    private static SlotSeal passphrase(String passphrase) {
        return new SlotSeal.Passphrase(new Secret(passphrase));
    }

    private void writeKey(String content) throws IOException {
        Path file = Files.writeString(directory.resolve("slot.key"), content + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }
}
