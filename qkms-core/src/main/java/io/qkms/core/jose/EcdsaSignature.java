package io.qkms.core.jose;

import io.qkms.core.algorithm.Algorithm;
import java.io.IOException;
import java.math.BigInteger;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x9.ECNamedCurveTable;
import org.bouncycastle.crypto.signers.PlainDSAEncoding;
import org.bouncycastle.crypto.signers.StandardDSAEncoding;

/**
 * The two encodings of an ECDSA signature: JOSE's, {@code r} and {@code s} side by side, each as long as the curve's order
 * (RFC 7518 §3.4), and X.509's, a DER SEQUENCE of two INTEGERs (RFC 3279 §2.2.3).
 */
public final class EcdsaSignature {
    private EcdsaSignature() {}

    /**
     * The signature as JOSE writes it.
     *
     * @param algorithm of family EC
     * @param der the signature as X.509 writes it
     * @throws IllegalArgumentException if it is not a DER-encoded signature of this curve
     */
    public static byte[] toJose(Algorithm algorithm, byte[] der) {
        BigInteger order = order(algorithm);
        try {
            BigInteger[] values = StandardDSAEncoding.INSTANCE.decode(order, der);
            return PlainDSAEncoding.INSTANCE.encode(order, values[0], values[1]);
        } catch (IOException | RuntimeException e) {
            throw new IllegalArgumentException("not a DER-encoded " + algorithm.displayName() + " signature", e);
        }
    }

    /**
     * The signature as X.509 writes it; empty if the octets have another length than the curve asks for, or hold a number
     * that no signature of this curve has.
     *
     * @param algorithm of family EC
     */
    public static Optional<byte[]> toX509(Algorithm algorithm, byte[] jose) {
        BigInteger order = order(algorithm);
        try {
            BigInteger[] values = PlainDSAEncoding.INSTANCE.decode(order, jose);
            if (values[0].signum() == 0 || values[1].signum() == 0) {
                return Optional.empty();
            }
            return Optional.of(StandardDSAEncoding.INSTANCE.encode(order, values[0], values[1]));
        } catch (IOException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static BigInteger order(Algorithm algorithm) {
        return ECNamedCurveTable.getByOID(new ASN1ObjectIdentifier(algorithm.oid()))
                .getN();
    }
}
