package io.qkms.core.x509;

import org.jspecify.annotations.Nullable;

/**
 * Whether a certificate is a CA's, and how many intermediates may follow below it (RFC 5280 §4.2.1.9).
 *
 * @param ca whether the subject may certify others
 * @param pathLength how many intermediates may stand between it and a leaf; null where unlimited
 */
public record BasicConstraints(boolean ca, @Nullable Integer pathLength) {
    /** The constraints of what certifies nobody. */
    public static final BasicConstraints LEAF = new BasicConstraints(false, null);

    public BasicConstraints {
        if (pathLength != null && (!ca || pathLength < 0)) {
            throw new IllegalArgumentException("a path length is not negative and stands in CA certificates only");
        }
    }

    static BasicConstraints read(DerValue sequence) {
        DerValue.Fields fields = sequence.sequence();
        DerValue ca = fields.optional(DerValue.BOOLEAN);
        DerValue pathLength = fields.optional(DerValue.INTEGER);
        fields.end();
        return new BasicConstraints(ca != null && ca.bool(), pathLength == null ? null : pathLength.smallInteger());
    }
}
