package io.qkms.core.key;

/** The states of one version of a key, in the order in which it passes through them. */
public enum VersionState {
    /** Published, does not sign yet. */
    PENDING,
    /** The one that signs. */
    ACTIVE,
    /** Published for as long as what it signed may be relied on. */
    RETIRING,
    /** Neither signs nor is published. */
    RETIRED;

    /** Whether relying parties can see the public key: it stands in the JWK set. */
    public boolean published() {
        return this != RETIRED;
    }

    /** Whether a caller that names this version may sign with it. */
    public boolean signsWhenNamed() {
        return this == ACTIVE || this == RETIRING;
    }
}
