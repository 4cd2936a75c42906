package io.qkms.server.status;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.qkms.core.slot.Signer;
import io.qkms.core.x509.Certificate;
import io.qkms.core.x509.CertificateBuilder;
import io.qkms.core.x509.CertificateContent;
import io.qkms.core.x509.DistinguishedName;
import io.qkms.core.x509.DistinguishedName.Attribute;
import io.qkms.core.x509.Issuer;
import io.qkms.core.x509.SerialNumber;
import io.qkms.core.x509.SubjectPublicKey;
import io.qkms.core.x509.Validity;
import io.qkms.server.access.Tenant;
import io.qkms.server.audit.AuditEvent;
import io.qkms.server.audit.AuditLog;
import io.qkms.server.ca.CertificateRegister;
import io.qkms.server.status.ResponderKeys.ResponderKey;
import io.qkms.server.store.Transaction;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Makes delegated responders: a key of their own, and a certificate that the authority itself signs (RFC 6960 §4.2.2.2). */
final class ResponderIssuance {
    /** Short, since nobody can ask whether a responder's certificate is revoked (RFC 6960 §4.2.2.2.1). */
    private static final Duration LIFETIME = Duration.ofDays(30);
    /** Below a root longer, since its slot may not be open for long. */
    private static final Duration LIFETIME_BELOW_ROOT = Duration.ofDays(180);
    /** RFC 5280, upper bound of common names. */
    private static final int LONGEST_NAME = 64;

    private static final String SUFFIX = " OCSP";

    private final ResponderKeys keys;
    private final CertificateRegister register;
    private final AuditLog audit;
    private final SecureRandom random;

    ResponderIssuance(ResponderKeys keys, CertificateRegister register, AuditLog audit, SecureRandom random) {
        this.keys = keys;
        this.register = register;
        this.audit = audit;
        this.random = random;
    }

    /**
     * Makes a responder, stored with the transaction's commit.
     *
     * @param before the key of the responder before it, which goes on; empty for a new one
     */
    void issue(
            Transaction transaction, StatusIssuer issuer, Issuer signing, Optional<ResponderKey> before, Instant now) {
        ResponderKey key = before.orElseGet(
                () -> keys.generate(transaction, signing.primary().algorithm()));
        Certificate certificate = certify(issuer, signing, key.signer(), now);
        long number = register.register(
                transaction,
                certificate,
                issuer.repository(),
                issuer.id(),
                new CertificateRegister.CertifiedKey(key.keyId(), key.version(), null));
        transaction
                .session()
                .persist(new ResponderRecord(
                        number, issuer.id(), key.keyId(), key.version(), certificate.notAfter(), now));
        audit.record(transaction, issued(issuer, key, certificate));
    }

    private static AuditEvent issued(StatusIssuer issuer, ResponderKey key, Certificate certificate) {
        String serial = certificate.serial().toString();
        ObjectNode data = JsonNodeFactory.instance
                .objectNode()
                .put("serial", serial)
                .put("profile", (String) null)
                .put("issuer_id", issuer.id())
                .put("key_id", key.keyId());
        data.putArray("subject_alt_names");
        data.put("not_after", certificate.notAfter().toString());
        return new AuditEvent("certificate.issued", serial, Tenant.SYSTEM, null, null, data);
    }

    private Certificate certify(StatusIssuer issuer, Issuer signing, Signer responder, Instant now) {
        Certificate above = issuer.certificate();
        Instant wanted = now.plus(issuer.root() ? LIFETIME_BELOW_ROOT : LIFETIME);
        Instant skewed = now.minus(Validity.CLOCK_SKEW);
        Validity validity = new Validity(
                skewed.isBefore(above.notBefore()) ? above.notBefore() : skewed,
                wanted.isAfter(above.notAfter()) ? above.notAfter() : wanted);
        CertificateContent content = CertificateContent.ocspResponder(
                SerialNumber.random(random),
                subject(above.subject()),
                SubjectPublicKey.parse("responder", responder.publicKey()),
                validity);
        return CertificateBuilder.prepare(content, signing).issue();
    }

    /** The authority's name, with its common name extended. */
    private static DistinguishedName subject(DistinguishedName authority) {
        String name = authority.commonName().orElse("Q-KMS");
        String shortened = name.substring(0, Math.min(name.length(), LONGEST_NAME - SUFFIX.length()));
        return DistinguishedName.of("responder", List.of(new Attribute("CN", shortened + SUFFIX)));
    }
}
