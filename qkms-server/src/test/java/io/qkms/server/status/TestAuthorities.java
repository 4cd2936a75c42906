package io.qkms.server.status;

import io.qkms.core.algorithm.Algorithm;
import io.qkms.core.error.ErrorCode;
import io.qkms.core.error.QkmsException;
import io.qkms.core.module.BouncyCastleModule;
import io.qkms.core.module.SignatureModules;
import io.qkms.core.slot.KeyPart;
import io.qkms.core.slot.Signer;
import io.qkms.core.slot.SlotKey;
import io.qkms.core.slot.SoftwareSlot;
import io.qkms.core.x509.Certificate;
import io.qkms.core.x509.CertificateBuilder;
import io.qkms.core.x509.CertificateContent;
import io.qkms.core.x509.DistinguishedName;
import io.qkms.core.x509.ExtendedKeyUsage;
import io.qkms.core.x509.Issuer;
import io.qkms.core.x509.KeyUsageBit;
import io.qkms.core.x509.SerialNumber;
import io.qkms.core.x509.StatusPointers;
import io.qkms.core.x509.SubjectAlternativeName;
import io.qkms.core.x509.SubjectPublicKey;
import io.qkms.core.x509.Validity;
import io.qkms.server.ca.CertificateRegister;
import io.qkms.server.store.Database;
import io.qkms.server.store.Transaction;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.hibernate.Session;

/** Authorities with real keys and certificates, whose rows are written by hand: the features that own them are tested elsewhere. */
final class TestAuthorities implements StatusIssuers, ResponderKeys, CertificateRegister {
    static final Duration CRL_PERIOD = Duration.ofDays(7);
    static final Duration OCSP_PERIOD = Duration.ofHours(4);

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final SignatureModules MODULES =
            new SignatureModules(List.of(new BouncyCastleModule(RANDOM)), InstantSource.system());
    private static final SoftwareSlot SLOT = new SoftwareSlot("ca", SlotKey.generate(RANDOM), MODULES, RANDOM);
    private static final AtomicInteger COUNTER = new AtomicInteger();

    private final Database database;
    private final InstantSource clock;
    private final Map<String, StatusIssuer> issuers = Collections.synchronizedMap(new LinkedHashMap<>());
    private final Map<String, KeyPart> keys = new ConcurrentHashMap<>();
    private final Map<String, Signer> signers = new ConcurrentHashMap<>();
    private final Set<String> sealed = ConcurrentHashMap.newKeySet();

    TestAuthorities(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
        database.inTransaction(transaction -> transaction
                .session()
                .createNativeMutationQuery("insert into repository select 1, 'default', true, 'P7D', true, 'PT4H'"
                        + " where not exists (select 1 from repository)")
                .executeUpdate());
    }

    /** A root. */
    StatusIssuer root(Algorithm algorithm) {
        return add(algorithm, true, null);
    }

    /** An intermediate below a root. */
    StatusIssuer below(StatusIssuer root, Algorithm algorithm) {
        return add(algorithm, false, root);
    }

    private StatusIssuer add(Algorithm algorithm, boolean isRoot, StatusIssuer above) {
        int count = COUNTER.incrementAndGet();
        String id = "ca_" + count;
        KeyPart key = SLOT.generate("key_ca_" + count, 1, 0, algorithm);
        Signer signer = SLOT.signer(key);
        DistinguishedName subject = DistinguishedName.parse("subject", "CN=Test CA " + count + ",O=Q");
        SubjectPublicKey publicKey = SubjectPublicKey.parse("key", signer.publicKey());
        Validity validity = Validity.from(now(), Duration.ofDays(3_000 - count));
        Certificate certificate = isRoot
                ? CertificateBuilder.prepare(
                                CertificateContent.root(SerialNumber.random(RANDOM), subject, publicKey, validity),
                                Issuer.self(signer))
                        .issue()
                : CertificateBuilder.prepare(
                                CertificateContent.intermediate(
                                        SerialNumber.random(RANDOM),
                                        subject,
                                        publicKey,
                                        validity,
                                        0,
                                        null,
                                        new StatusPointers("http://localhost/ca", null, null, null)),
                                signing(above.id()))
                        .issue();
        signers.put(id, signer);
        database.inTransaction(transaction -> {
            insertKey(transaction.session(), key.keyId(), "CA", algorithm);
            long number = insertCertificate(transaction.session(), certificate, isRoot ? id : above.id(), "ISSUED");
            transaction
                    .session()
                    .createNativeMutationQuery(
                            "insert into ca (id, tenant_id, kind, name, repository, parent_id, key_id,"
                                    + " key_version, certificate_number, subject, algorithm, profiles, status, created_at,"
                                    + " certificate) values (:id, 'system', :kind, :id, 1, :parent, :key, 1, :number, 'CN=x', 'x',"
                                    + " '', 'ACTIVE', :now, :der)")
                    .setParameter("der", certificate.encoded())
                    .setParameter("id", id)
                    .setParameter("kind", isRoot ? "ROOT" : "INTERMEDIATE")
                    .setParameter("parent", isRoot ? null : above.id(), String.class)
                    .setParameter("key", key.keyId())
                    .setParameter("number", number)
                    .setParameter("now", now())
                    .executeUpdate();
        });
        StatusIssuer issuer = new StatusIssuer(id, isRoot, 1, certificate, CRL_PERIOD, OCSP_PERIOD);
        issuers.put(id, issuer);
        return issuer;
    }

    /** A certificate that the authority has issued, in the store. */
    Certificate leaf(StatusIssuer issuer) {
        return leaf(issuer, Duration.ofDays(90));
    }

    /** A certificate that the authority has issued, in the store. */
    Certificate leaf(StatusIssuer issuer, Duration lifetime) {
        KeyPart key = SLOT.generate("key_leaf", 1, 0, Algorithm.EC_P256);
        Certificate certificate = CertificateBuilder.prepare(
                        CertificateContent.leaf(
                                SerialNumber.random(RANDOM),
                                DistinguishedName.parse("subject", "CN=leaf.q"),
                                SubjectPublicKey.parse("key", key.publicKey()),
                                Validity.from(now(), lifetime),
                                List.of(SubjectAlternativeName.parse("san", "leaf.q")),
                                EnumSet.of(KeyUsageBit.DIGITAL_SIGNATURE),
                                List.of(ExtendedKeyUsage.SERVER_AUTH),
                                new StatusPointers("http://localhost/ca", null, null, null)),
                        signing(issuer.id()))
                .issue();
        database.inTransaction(
                transaction -> insertCertificate(transaction.session(), certificate, issuer.id(), "ISSUED"));
        return certificate;
    }

    /** Changes a certificate's row as a revocation does. */
    static void revoke(Transaction transaction, SerialNumber serial, String status, int reason, Instant at) {
        transaction
                .session()
                .createNativeMutationQuery("update certificate set status = :status, revocation_reason = :reason,"
                        + " revoked_at = :at where serial = :serial")
                .setParameter("status", status)
                .setParameter("reason", reason)
                .setParameter("at", at)
                .setParameter("serial", serial.toString())
                .executeUpdate();
    }

    void seal(StatusIssuer issuer) {
        sealed.add(issuer.id());
    }

    void unseal(StatusIssuer issuer) {
        sealed.remove(issuer.id());
    }

    @Override
    public List<StatusIssuer> all() {
        return List.copyOf(issuers.values());
    }

    @Override
    public Optional<String> defaultIssuer() {
        return issuers.values().stream()
                .filter(issuer -> !issuer.root())
                .map(StatusIssuer::id)
                .findFirst();
    }

    @Override
    public Issuer signing(String issuerId) {
        if (sealed.contains(issuerId)) {
            throw QkmsException.of(ErrorCode.UNAVAILABLE, "slot", "sealed", "root");
        }
        Signer signer = signers.get(issuerId);
        StatusIssuer issuer = issuers.get(issuerId);
        if (signer == null || issuer == null) {
            throw QkmsException.notFound("issuer", issuerId);
        }
        return Issuer.of(issuer.certificate(), signer);
    }

    @Override
    public ResponderKey generate(Transaction transaction, Algorithm algorithm) {
        String id = "key_ocsp_" + COUNTER.incrementAndGet();
        KeyPart key = SLOT.generate(id, 1, 0, algorithm);
        keys.put(id, key);
        insertKey(transaction.session(), id, "OCSP", algorithm);
        return new ResponderKey(id, 1, SLOT.signer(key));
    }

    @Override
    public Signer signer(String keyId, int version) {
        return SLOT.signer(keys.get(keyId));
    }

    @Override
    public long register(
            Transaction transaction, Certificate certificate, int repository, String issuerId, CertifiedKey key) {
        return insertCertificate(transaction.session(), certificate, issuerId, "ISSUED");
    }

    private void insertKey(Session session, String id, String usage, Algorithm algorithm) {
        session.createNativeMutationQuery(
                        "insert into key_ (id, tenant_id, key_usage, algorithm, requested_algorithm,"
                                + " exportable, is_default, state, active_version, slot, created_at, row_version)"
                                + " values (:id, 'system', :usage, :algorithm, :algorithm, false, false, 'ACTIVE', 1, 'ca', :now, 0)")
                .setParameter("id", id)
                .setParameter("usage", usage)
                .setParameter("algorithm", algorithm.displayName())
                .setParameter("now", now())
                .executeUpdate();
    }

    private long insertCertificate(Session session, Certificate certificate, String issuerId, String status) {
        session.createNativeMutationQuery("insert into certificate (serial, tenant_id, repository, issuer_id, subject,"
                        + " subject_digest, subject_alt_names, algorithm, public_key_digest, not_before, not_after,"
                        + " status, crl_shard, created_at, der) values (:serial, 'default', 1, :issuer, 'CN=x',"
                        + " :digest, '', 'x', :digest, :from, :until, :status, 0, :now, :der)")
                .setParameter("serial", certificate.serial().toString())
                .setParameter("issuer", issuerId)
                .setParameter("digest", new byte[16])
                .setParameter("from", certificate.notBefore())
                .setParameter("until", certificate.notAfter())
                .setParameter("status", status)
                .setParameter("now", now())
                .setParameter("der", certificate.encoded())
                .executeUpdate();
        return session.createNativeQuery("select number from certificate where serial = :serial", Long.class)
                .setParameter("serial", certificate.serial().toString())
                .getSingleResult();
    }

    private Instant now() {
        return clock.instant();
    }
}
