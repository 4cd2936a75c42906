package io.qkms.client;

import io.qkms.client.model.Certificate;
import io.qkms.client.model.IssuedCertificate;
import io.qkms.client.model.Page;
import io.qkms.client.model.RevocationReason;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Certificates: issue, read, revoke, renew. Safe for use by many threads. */
public final class Certificates {
    private static final String CERTIFICATES = "/v1/certificates";

    private final Transport transport;

    Certificates(Transport transport) {
        this.transport = transport;
    }

    /**
     * Issues the certificate of an approved request. Scope {@code cert:issue}.
     *
     * @throws QkmsApiException 40901 if that was done already; the detail's value is the serial
     */
    public IssuedCertificate issue(String csrId) {
        return transport.json(Call.post(CERTIFICATES + "/issue", Map.of("csr_id", csrId)), IssuedCertificate.class);
    }

    /** A certificate by its serial, with or without {@code 0x}. Scope {@code cert:read}. */
    public Certificate get(String serial) {
        return transport.json(Call.get(path(serial)), Certificate.class);
    }

    /** The certificate alone, PEM. Scope {@code cert:read}. */
    public String pem(String serial) {
        return text(serial, "application/x-pem-file");
    }

    /** The certificate and those above it without the root, PEM, leaf first. Scope {@code cert:read}. */
    public String chainPem(String serial) {
        return text(serial, "application/pem-certificate-chain");
    }

    /** The certificate alone, DER. Scope {@code cert:read}. */
    public byte[] der(String serial) {
        return transport.bytes(Call.get(path(serial)).accept("application/pkix-cert"));
    }

    /**
     * A part of the certificates. Scope {@code cert:read}.
     *
     * @param cursor where to go on; null for the beginning
     */
    public Page<Certificate> list(Filter filter, @Nullable String cursor) {
        return transport.page(filter.on(Call.get(CERTIFICATES)).query("cursor", cursor), Certificate.class);
    }

    /** All certificates, fetched part by part while the stream is read. Scope {@code cert:read}. */
    public Stream<Certificate> all(Filter filter) {
        return Paging.stream(cursor -> list(filter, cursor));
    }

    /** Revokes a certificate. Scope {@code cert:revoke}. */
    public Certificate revoke(String serial, RevocationReason reason) {
        return revoke(serial, reason, null);
    }

    /**
     * Revokes a certificate. Scope {@code cert:revoke}.
     *
     * @param invalidityDate since when it should not have been trusted; null for not saying
     * @return its new state, with the times from which OCSP and the CRL say so
     */
    public Certificate revoke(String serial, RevocationReason reason, @Nullable Instant invalidityDate) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("reason", reason);
        if (invalidityDate != null) {
            body.put("invalidity_date", invalidityDate);
        }
        return transport.json(Call.post(path(serial) + ":revoke", body), Certificate.class);
    }

    /**
     * Issues a new certificate for the same names and profile, with a new key version where Q-KMS holds the key. Scope
     * {@code cert:issue}.
     */
    public IssuedCertificate renew(String serial) {
        return transport.json(Call.post(path(serial) + ":renew", Map.of()), IssuedCertificate.class);
    }

    private String text(String serial, String mediaType) {
        return new String(transport.bytes(Call.get(path(serial)).accept(mediaType)), StandardCharsets.US_ASCII);
    }

    private static String path(String serial) {
        return CERTIFICATES + "/" + Call.segment(serial);
    }
}
