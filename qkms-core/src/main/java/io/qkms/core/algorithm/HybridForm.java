package io.qkms.core.algorithm;

/** The two ways in which one certificate carries a post-quantum and a classical signature. */
public enum HybridForm {
    /** One key, one signature value, both halves must hold (draft-ietf-lamps-pq-composite-sigs). */
    COMPOSITE,
    /** A classical certificate with a second key and signature in extensions (X.509 (2019) §7.2.2). */
    ALT_SIGNATURE
}
