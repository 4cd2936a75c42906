package io.qkms.server.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.qkms.core.algorithm.Algorithm;
import io.qkms.core.error.ErrorCode;
import io.qkms.core.error.QkmsException;
import io.qkms.core.key.KeyVersion;
import io.qkms.core.key.Usage;
import io.qkms.core.key.VersionState;
import io.qkms.core.x509.CertificationRequest;
import io.qkms.core.x509.DistinguishedName;
import io.qkms.core.x509.SubjectAlternativeName;
import io.qkms.server.store.OnEachDatabase;
import io.qkms.server.store.PageRequest;
import io.qkms.server.store.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@OnEachDatabase
class KeyServiceTest {
    private static final String OTHER_TENANT = "other";

    private final KeyFixture fixture;
    private final KeyService service;
    private final String realm = "realm-" + UUID.randomUUID();

    KeyServiceTest(TestDatabase database) {
        fixture = KeyFixture.on(database);
        service = fixture.keys.service();
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void keepsEverythingAboutAKey() {
        KeyRequest request = new KeyRequest(
                "TLS_SERVER",
                "CRYSTALS-DILITHIUM-3",
                true,
                Map.of("service", "apisix", "env", "prod"),
                null,
                null,
                null,
                Duration.ofDays(1),
                null);
        KeyEntry made = service.create(request.plan(KeyFixture.TENANT), KeyFixture.cause());

        KeyEntry read = service.get(KeyFixture.TENANT, made.id());

        assertThat(read).isEqualTo(made);
        assertThat(read.key().algorithm()).isEqualTo(Algorithm.ML_DSA_65);
        assertThat(read.requestedAlgorithm()).isEqualTo("CRYSTALS-DILITHIUM-3");
        assertThat(read.tags()).containsExactlyInAnyOrderEntriesOf(Map.of("service", "apisix", "env", "prod"));
        assertThat(read.maxTokenTtl()).isEqualTo(Duration.ofDays(1));
    }

    @Test
    void keepsThePrivateKeyAsCiphertextOnly() {
        KeyEntry made = tlsKey();

        byte[] sealed = made.key().activeVersion().parts().getFirst().sealed();

        assertThat(sealed).hasSize(1 + 12 + 54 + 16);
    }

    @Test
    void hidesAKeyFromOtherTenants() {
        KeyEntry made = tlsKey();

        refuses(ErrorCode.NOT_FOUND, "not_found", () -> service.get(OTHER_TENANT, made.id()));
        refuses(ErrorCode.NOT_FOUND, "not_found", () -> service.rotate(OTHER_TENANT, made.id(), KeyFixture.cause()));
    }

    @Test
    void showsAnIntermediatesKeyToEveryTenantAndLetsNobodyTouchIt() {
        KeyEntry authority = system(Usage.CA, "ca");

        assertThat(service.get(KeyFixture.TENANT, authority.id()).id()).isEqualTo(authority.id());
        refuses(
                ErrorCode.CONFLICT,
                "key.authority",
                () -> service.rotate(KeyFixture.TENANT, authority.id(), KeyFixture.cause()));
        refuses(
                ErrorCode.CONFLICT,
                "key.authority",
                () -> service.certificationRequest(
                        KeyFixture.TENANT, authority.id(), DistinguishedName.parse("subject", "CN=a"), List.of()));
        refuses(
                ErrorCode.CONFLICT,
                "key.authority",
                () -> service.makeDefault(KeyFixture.TENANT, authority.id(), KeyFixture.cause()));
    }

    @Test
    void hidesTheKeysOfRootsAndResponders() {
        KeyEntry root = system(Usage.CA, "root");
        KeyEntry responder = system(Usage.OCSP, "default");

        refuses(ErrorCode.NOT_FOUND, "not_found", () -> service.get(KeyFixture.TENANT, root.id()));
        refuses(ErrorCode.NOT_FOUND, "not_found", () -> service.get(KeyFixture.TENANT, responder.id()));
    }

    @Test
    void makesTheFirstKeyOfARealmItsDefault() {
        KeyEntry first = fixture.create("JWT_SIGNING", "ML-DSA-44", realm);
        KeyEntry second = fixture.create("JWT_SIGNING", "ML-DSA-65", realm);

        assertThat(first.defaultOfRealm()).isTrue();
        assertThat(second.defaultOfRealm()).isFalse();
    }

    @Test
    void refusesTheRealmOfAnotherTenant() {
        fixture.create("JWT_SIGNING", "ML-DSA-44", realm);

        refuses(
                ErrorCode.CONFLICT,
                "realm.tenant",
                () -> fixture.create(OTHER_TENANT, "JWT_SIGNING", "ML-DSA-44", realm, null, null));
    }

    @Test
    void refusesASecondIssuerInOneRealm() {
        fixture.create(KeyFixture.TENANT, "JWT_SIGNING", "ML-DSA-44", realm, "https://a.example", null);

        refuses(
                ErrorCode.CONFLICT,
                "realm.issuer",
                () -> fixture.create(KeyFixture.TENANT, "JWT_SIGNING", "ML-DSA-44", realm, "https://b.example", null));
        assertThat(fixture.create("JWT_SIGNING", "ML-DSA-44", realm).issuer()).isEqualTo("https://a.example");
    }

    @Test
    void givesARealmOneDefaultWhenManyKeysBeginItAtOnce() throws Exception {
        List<Callable<KeyEntry>> makings = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            makings.add(() -> fixture.create("JWT_SIGNING", "EC-P256", realm));
        }
        int defaults = 0;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<KeyEntry> made : threads.invokeAll(makings)) {
                defaults += made.get().defaultOfRealm() ? 1 : 0;
            }
        }

        assertThat(defaults).isEqualTo(1);
        assertThat(fixture.keys.memory().realm(realm).orElseThrow().keys()).hasSize(6);
    }

    @Test
    void letsAnotherKeyBecomeTheDefault() {
        KeyEntry first = fixture.create("JWT_SIGNING", "ML-DSA-44", realm);
        KeyEntry second = fixture.create("JWT_SIGNING", "ML-DSA-65", realm);

        KeyEntry changed = service.makeDefault(KeyFixture.TENANT, second.id(), KeyFixture.cause());

        assertThat(changed.defaultOfRealm()).isTrue();
        assertThat(service.get(KeyFixture.TENANT, first.id()).defaultOfRealm()).isFalse();
        assertThat(fixture.keys.memory().realm(realm).orElseThrow().defaultKeyId())
                .isEqualTo(second.id());
    }

    @Test
    void refusesToMakeAKeyWithoutARealmADefault() {
        KeyEntry made = tlsKey();

        refuses(
                ErrorCode.CONFLICT,
                "key.no_realm",
                () -> service.makeDefault(KeyFixture.TENANT, made.id(), KeyFixture.cause()));
    }

    @Test
    void rotatesAKeyAtOnceAndRetiresTheOldVersionThatSignedNoToken() {
        KeyEntry made = tlsKey();

        KeyEntry rotated = fixture.rotate(made);

        assertThat(rotated.key().activeVersion().version()).isEqualTo(2);
        KeyEntry read = service.get(KeyFixture.TENANT, made.id());
        assertThat(read.key().versions())
                .extracting(KeyVersion::state)
                .containsExactly(VersionState.RETIRED, VersionState.ACTIVE);
    }

    @Test
    void keepsAVersionRetiringUntilItsReservedExpiryHasPassed() {
        KeyEntry made = fixture.create("JWT_SIGNING", "ML-DSA-44", realm);
        Instant expiry = fixture.now.plusSeconds(300);
        assertThat(fixture.keys.reservations().reserve(made, 1, expiry, false)).isTrue();

        fixture.rotate(made);

        KeyVersion old = version(made, 1);
        assertThat(old.state()).isEqualTo(VersionState.RETIRING);
        assertThat(old.retiresAt()).isAfterOrEqualTo(expiry).isBeforeOrEqualTo(expiry.plusSeconds(60));
        fixture.now = expiry;
        fixture.retireDue();
        assertThat(version(made, 1).state()).isEqualTo(VersionState.RETIRING);
        fixture.now = expiry.plusSeconds(60);
        fixture.retireDue();
        assertThat(version(made, 1).state()).isEqualTo(VersionState.RETIRED);
    }

    @Test
    void letsARetiringVersionSignOnlyWhereItIsNamed() {
        KeyEntry made = fixture.create("JWT_SIGNING", "ML-DSA-44", realm);
        fixture.keys.reservations().reserve(made, 1, fixture.now.plusSeconds(300), false);
        KeyEntry rotated = fixture.rotate(made);
        Instant later = fixture.now.plusSeconds(3_000);

        assertThat(fixture.keys.reservations().reserve(rotated, 1, later, false))
                .isFalse();
        assertThat(fixture.keys.reservations().reserve(rotated, 1, later, true)).isTrue();
        assertThat(version(made, 1).retiresAt()).isAfterOrEqualTo(later);
    }

    @Test
    void letsARetiredVersionSignNothing() {
        KeyEntry rotated = fixture.rotate(fixture.create("JWT_SIGNING", "ML-DSA-44", realm));

        assertThat(fixture.keys.reservations().reserve(rotated, 1, fixture.now.plusSeconds(60), true))
                .isFalse();
    }

    @Test
    void rotatesOneKeyManyTimesAtOnceWithoutLosingAVersion() throws Exception {
        KeyEntry made = fixture.create("JWT_SIGNING", "EC-P256", realm);
        List<Callable<KeyEntry>> rotations = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            rotations.add(() -> fixture.rotate(made));
        }
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<KeyEntry> rotated : threads.invokeAll(rotations)) {
                rotated.get();
            }
        }

        KeyEntry read = service.get(KeyFixture.TENANT, made.id());
        assertThat(read.key().versions()).hasSize(9);
        assertThat(read.key().activeVersion().version()).isEqualTo(9);
    }

    @Test
    void generatesKeysOutsideOfTransactions() {
        // Refused inside of one.
        fixture.beforeGenerating = () -> fixture.database.read(session -> true);

        KeyEntry made = fixture.create("JWT_SIGNING", "ML-DSA-44", realm);

        assertThat(fixture.rotate(made).key().activeVersion().version()).isEqualTo(2);
        assertThat(fixture.rotate(tlsKey()).key().activeVersion().version()).isEqualTo(2);
    }

    @Test
    void rotatesOnTopOfARotationThatCameBetween() {
        KeyEntry made = tlsKey();
        AtomicBoolean first = new AtomicBoolean(true);
        fixture.beforeGenerating = () -> {
            if (first.getAndSet(false)) {
                fixture.rotate(made);
            }
        };

        KeyEntry rotated = fixture.rotate(made);

        assertThat(rotated.key().activeVersion().version()).isEqualTo(3);
        assertThat(rotated.key().versions()).hasSize(3);
    }

    @Test
    void retiresWithTheNextRotationAPendingVersionWhoseRotationWasCutOff() {
        KeyEntry made = fixture.create("JWT_SIGNING", "ML-DSA-44", realm);
        assertThatThrownBy(() -> fixture.keys
                        .rotation()
                        .withNext(KeyFixture.TENANT, made.id(), KeyFixture.cause(), next -> {
                            throw new IllegalStateException("cut off");
                        }))
                .hasMessage("cut off");
        assertThat(version(made, 2).state()).isEqualTo(VersionState.PENDING);
        assertThat(service.get(KeyFixture.TENANT, made.id())
                        .key()
                        .activeVersion()
                        .version())
                .isEqualTo(1);

        KeyEntry rotated = fixture.rotate(made);

        assertThat(rotated.key().activeVersion().version()).isEqualTo(3);
        assertThat(version(made, 2).state()).isEqualTo(VersionState.RETIRED);
        assertThat(version(made, 2).activatedAt()).isNull();
    }

    @Test
    void keepsNoRetiredVersionsInARealm() {
        KeyEntry made = fixture.create("JWT_SIGNING", "ML-DSA-44", realm);
        fixture.rotate(made);
        fixture.rotate(made);

        assertThat(fixture.keys.memory().realm(realm).orElseThrow().keys())
                .singleElement()
                .satisfies(entry -> assertThat(entry.key().versions())
                        .singleElement()
                        .extracting(KeyVersion::version)
                        .isEqualTo(3));
    }

    @Test
    void looksForNoKidThatIsNoneOfOurs() {
        assertThat(fixture.keys.memory().keyByKid("\u0000")).isEmpty();
        assertThat(fixture.keys.memory().keyByKid("k".repeat(12_000))).isEmpty();
        assertThat(fixture.keys.memory().keyByKid("k".repeat(43))).isEmpty();

        KeyEntry made = tlsKey();
        assertThat(fixture.keys.memory().keyByKid(version(made, 1).kid())).isPresent();
    }

    @Test
    void tellsTheAuditLogOfPublicationAndOfActivationSeparately() {
        KeyEntry made = fixture.create("JWT_SIGNING", "ML-DSA-44", realm);

        fixture.rotate(made);

        assertThat(fixture.events("key.rotated", made.id()))
                .singleElement()
                .satisfies(body -> assertThat(body).contains("\"version\":2", "\"state\":\"PENDING\"", "alice"));
        assertThat(fixture.events("key.activated", made.id()))
                .singleElement()
                .satisfies(body -> assertThat(body).contains("\"version\":2", "\"state\":\"ACTIVE\"", "alice"));
    }

    @Test
    void tellsTheAuditLogOfCreationRotationAndRetirement() {
        KeyEntry made = fixture.create("JWT_SIGNING", "ML-DSA-44", realm);
        fixture.keys.reservations().reserve(made, 1, fixture.now.plusSeconds(10), false);
        fixture.rotate(made);
        fixture.now = fixture.now.plusSeconds(100);
        fixture.retireDue();
        fixture.retireDue();

        assertThat(fixture.events("key.created", made.id()))
                .singleElement()
                .satisfies(body -> assertThat(body)
                        .contains(
                                "\"actor\":\"alice\"",
                                "\"request_id\":\"req-1\"",
                                "\"state\":\"ACTIVE\"",
                                "\"version\":1"));
        assertThat(fixture.events("key.rotated", made.id()))
                .singleElement()
                .satisfies(body -> assertThat(body)
                        .contains("\"version\":2", "\"realm\":\"" + realm + "\"", "\"usage\":\"JWT_SIGNING\""));
        assertThat(fixture.events("key.retired", made.id()))
                .singleElement()
                .satisfies(body -> assertThat(body)
                        .contains("\"version\":1", "\"state\":\"RETIRED\"")
                        .doesNotContain("alice"));
    }

    @Test
    void writesOneRecordOfUsesPerKeyAndMinute() {
        KeyEntry made = tlsKey();
        for (int i = 0; i < 3; i++) {
            csr(made);
        }
        fixture.now = fixture.now.plusSeconds(60);
        csr(made);

        fixture.keys.upkeep().close();

        assertThat(fixture.events("key.used", made.id()))
                .hasSize(2)
                .anySatisfy(body -> assertThat(body).contains("\"uses\":3", "\"minute\":\"2026-11-21T12:00:00Z\""))
                .anySatisfy(body -> assertThat(body).contains("\"uses\":1"));
    }

    @Test
    void signsACertificationRequestThatProvesPossession() {
        KeyEntry made = tlsKey();

        CertificationRequest request = CertificationRequest.ofDer("csr", csr(made));

        request.verifyProofOfPossession(fixture.modules);
        assertThat(request.subject().commonName()).contains("gateway.q");
        assertThat(request.subjectAlternativeNames()).hasSize(1);
    }

    @Test
    void listsATenantsKeysByEachFilter() {
        String tenant = "t" + realm.substring(6);
        KeyEntry tls = fixture.create(tenant, "TLS_SERVER", "EC-P256", null, null, null);
        KeyEntry token = fixture.create(tenant, "JWT_SIGNING", "ML-DSA-44", realm, null, null);
        tlsKey();

        assertThat(list(tenant, filter())).containsExactly(token.id(), tls.id());
        assertThat(list(tenant, new KeyFilter(Optional.of("TLS_SERVER"), none(), none(), none(), Map.of())))
                .containsExactly(tls.id());
        assertThat(list(tenant, new KeyFilter(none(), Optional.of(Algorithm.ML_DSA_44), none(), none(), Map.of())))
                .containsExactly(token.id());
        assertThat(list(tenant, new KeyFilter(none(), none(), Optional.of("DISABLED"), none(), Map.of())))
                .isEmpty();
        assertThat(list(tenant, new KeyFilter(none(), none(), none(), Optional.of(realm), Map.of())))
                .containsExactly(token.id());
    }

    @Test
    void listsOnlyKeysThatHaveEveryTag() {
        String tenant = "t" + realm.substring(6);
        KeyRequest request = new KeyRequest(
                "TLS_SERVER", "EC-P256", false, Map.of("env", "prod", "service", "a"), null, null, null, null, null);
        KeyEntry tagged = service.create(request.plan(tenant), KeyFixture.cause());
        fixture.create(tenant, "TLS_SERVER", "EC-P256", null, null, null);

        assertThat(list(tenant, new KeyFilter(none(), none(), none(), none(), Map.of("env", "prod", "service", "a"))))
                .containsExactly(tagged.id());
        assertThat(list(tenant, new KeyFilter(none(), none(), none(), none(), Map.of("env", "prod", "service", "b"))))
                .isEmpty();
    }

    @Test
    void walksOverPagesWithoutLosingOrRepeatingAKey() {
        String tenant = "t" + realm.substring(6);
        List<String> made = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            made.addFirst(fixture.create(tenant, "TLS_SERVER", "EC-P256", null, null, null)
                    .id());
        }
        List<String> seen = new ArrayList<>();
        Optional<String> cursor = Optional.empty();
        do {
            var page = service.list(tenant, filter(), PageRequest.parse(Optional.of("2"), cursor));
            page.items().forEach(view -> seen.add(view.id()));
            cursor = Optional.ofNullable(page.nextCursor());
        } while (cursor.isPresent());

        assertThat(seen).containsExactlyInAnyOrderElementsOf(made).isSortedAccordingTo((a, b) -> b.compareTo(a));
    }

    private KeyEntry tlsKey() {
        return fixture.create("TLS_SERVER", "ML-DSA-44", null);
    }

    private KeyEntry system(Usage usage, String slot) {
        return fixture.database.transaction(transaction -> fixture.keys
                .ring()
                .make(transaction, KeyPlan.system(usage, Algorithm.EC_P256, slot), Cause.SERVER)
                .entry());
    }

    private byte[] csr(KeyEntry entry) {
        return service.certificationRequest(
                KeyFixture.TENANT,
                entry.id(),
                DistinguishedName.parse("subject", "CN=gateway.q"),
                List.of(SubjectAlternativeName.parse("subject_alt_names[0]", "gateway.q")));
    }

    private KeyVersion version(KeyEntry entry, int version) {
        return service.get(KeyFixture.TENANT, entry.id()).key().version(version).orElseThrow();
    }

    private List<String> list(String tenant, KeyFilter filter) {
        return service.list(tenant, filter, new PageRequest(50, null)).items().stream()
                .map(KeyView::id)
                .toList();
    }

    private static KeyFilter filter() {
        return new KeyFilter(none(), none(), none(), none(), Map.of());
    }

    private static <T> Optional<T> none() {
        return Optional.empty();
    }

    private static void refuses(ErrorCode code, String rule, Runnable operation) {
        QkmsException refusal = catchThrowableOfType(QkmsException.class, operation::run);
        assertThat(refusal).isNotNull();
        assertThat(refusal.code()).isEqualTo(code);
        assertThat(refusal.details().getFirst().rule()).isEqualTo(rule);
    }
}
