package io.qkms.server.ca;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.qkms.core.algorithm.Algorithm;
import io.qkms.core.key.Usage;
import io.qkms.core.slot.Signer;
import io.qkms.core.x509.Certificate;
import io.qkms.core.x509.CertificateBuilder;
import io.qkms.core.x509.CertificateContent;
import io.qkms.core.x509.DistinguishedName;
import io.qkms.core.x509.Issuer;
import io.qkms.core.x509.SerialNumber;
import io.qkms.core.x509.StatusPointers;
import io.qkms.core.x509.SubjectPublicKey;
import io.qkms.core.x509.Validity;
import io.qkms.server.access.Tenant;
import io.qkms.server.audit.AuditEvent;
import io.qkms.server.audit.AuditLog;
import io.qkms.server.key.Cause;
import io.qkms.server.key.KeyPlan;
import io.qkms.server.key.KeyRing;
import io.qkms.server.key.KeyRing.SigningKey;
import io.qkms.server.store.ChangeFeed;
import io.qkms.server.store.Identifiers;
import io.qkms.server.store.Transaction;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes authorities: certificate, rows, those of the key, audit event and notice to other nodes, all with one transaction's commit. */
final class AuthorityFactory {
    /** The kind of change by which nodes learn of authorities. */
    static final String CHANGE = "ca";

    private final KeyRing keys;
    private final CertificateRegister register;
    private final AuditLog audit;
    private final ChangeFeed changes;
    private final StatusUrls urls;
    private final Identifiers identifiers;
    private final InstantSource clock;
    private final SecureRandom random;

    AuthorityFactory(
            KeyRing keys,
            CertificateRegister register,
            AuditLog audit,
            ChangeFeed changes,
            StatusUrls urls,
            Identifiers identifiers,
            InstantSource clock,
            SecureRandom random) {
        this.keys = keys;
        this.register = register;
        this.audit = audit;
        this.changes = changes;
        this.urls = urls;
        this.identifiers = identifiers;
        this.clock = clock;
        this.random = random;
    }

    /**
     * What an authority shall be.
     *
     * @param slot where its key lives
     * @param pathLength how many intermediates may stand below it; null without limit
     */
    record Plan(
            String name,
            DistinguishedName subject,
            Algorithm algorithm,
            Duration validity,
            @Nullable Integer pathLength,
            List<String> profiles,
            String slot) {}

    /** What an authority shall be, and its key, which is stored nowhere yet. */
    record Planned(Plan plan, SigningKey key) {}

    /** A new authority and what signs with its key. */
    record Made(Authority authority, Signer signer) {}

    /** Generates an authority's key. May take seconds: to be done before the transaction. */
    Planned generate(Plan plan) {
        return new Planned(plan, keys.generate(KeyPlan.system(Usage.CA, plan.algorithm(), plan.slot())));
    }

    Made root(Transaction transaction, Repository repository, Planned planned, Cause cause) {
        Plan plan = planned.plan();
        SigningKey key = planned.key();
        Certificate certificate = CertificateBuilder.prepare(
                        CertificateContent.root(
                                SerialNumber.random(random), plan.subject(), publicKey(key), validity(plan)),
                        Issuer.self(key.signer()))
                .issue();
        return new Made(add(transaction, CaKind.ROOT, repository, null, planned, certificate, cause), key.signer());
    }

    Authority intermediate(Transaction transaction, Authority root, Issuer issuer, Planned planned, Cause cause) {
        Plan plan = planned.plan();
        Certificate certificate = CertificateBuilder.prepare(
                        CertificateContent.intermediate(
                                SerialNumber.random(random),
                                plan.subject(),
                                publicKey(planned.key()),
                                validity(plan),
                                plan.pathLength(),
                                null,
                                pointers(root)),
                        issuer)
                .issue();
        return add(transaction, CaKind.INTERMEDIATE, root.repository(), root, planned, certificate, cause);
    }

    private Authority add(
            Transaction transaction,
            CaKind kind,
            Repository repository,
            @Nullable Authority parent,
            Planned planned,
            Certificate certificate,
            Cause cause) {
        Plan plan = planned.plan();
        SigningKey key = planned.key();
        keys.insert(transaction, key.entry(), cause);
        String id = identifiers.next("ca");
        long number = register.register(
                transaction,
                certificate,
                repository.number(),
                parent == null ? id : parent.id(),
                new CertificateRegister.CertifiedKey(
                        key.entry().id(), key.version().version(), null));
        Instant now = clock.instant();
        Authority authority = new Authority(
                id,
                kind,
                plan.name(),
                repository,
                parent == null ? null : parent.id(),
                key.entry().id(),
                key.version().version(),
                number,
                certificate,
                parent == null ? List.of() : above(parent),
                plan.algorithm(),
                plan.profiles(),
                CaStatus.ACTIVE,
                now);
        CaStore.add(transaction, Tenant.SYSTEM, authority);
        audit.record(
                transaction,
                new AuditEvent(
                        "ca.created",
                        id,
                        Tenant.SYSTEM,
                        cause.actor(),
                        cause.requestId(),
                        JsonNodeFactory.instance.objectNode().put("id", id)));
        changes.publish(transaction, CHANGE, id);
        return authority;
    }

    private static List<Certificate> above(Authority parent) {
        List<Certificate> issuers = new ArrayList<>();
        issuers.add(parent.certificate());
        issuers.addAll(parent.issuers());
        return issuers;
    }

    private StatusPointers pointers(Authority root) {
        Repository repository = root.repository();
        return new StatusPointers(
                urls.certificate(root.id()),
                repository.crlEnabled() ? urls.crl(root.id()) : null,
                null,
                repository.ocspEnabled() ? urls.ocsp() : null);
    }

    private Validity validity(Plan plan) {
        return Validity.from(clock.instant(), plan.validity());
    }

    private static SubjectPublicKey publicKey(SigningKey key) {
        return SubjectPublicKey.parse("public_key", key.signer().publicKey());
    }
}
