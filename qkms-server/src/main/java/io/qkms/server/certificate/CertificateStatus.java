package io.qkms.server.certificate;

/** The states of a certificate, as the contract names them. */
public enum CertificateStatus {
    /** In force. */
    ISSUED,
    /** Revoked for the time being. */
    ON_HOLD,
    /** Revoked for good. */
    REVOKED,
    /** Neither revoked nor valid any longer. */
    EXPIRED
}
