package io.qkms.server.csr;

/** The states of a certification request. */
public enum CsrStatus {
    /** Allowed: a certificate can be issued for it. */
    APPROVED,
    /** Allowed by policy, waits for a person. */
    PENDING_APPROVAL,
    /** Refused by a person. */
    REJECTED,
    /** Has its certificate. */
    ISSUED
}
