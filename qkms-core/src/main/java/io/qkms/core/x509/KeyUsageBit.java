package io.qkms.core.x509;

import io.qkms.core.error.ErrorCode;
import io.qkms.core.error.ErrorDetail;
import io.qkms.core.error.QkmsException;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.bouncycastle.asn1.x509.KeyUsage;

/** What a certified key may be used for (RFC 5280 §4.2.1.3), in the order of the bits. */
public enum KeyUsageBit {
    DIGITAL_SIGNATURE("digitalSignature", KeyUsage.digitalSignature),
    /** Called contentCommitment in newer editions of X.509. */
    NON_REPUDIATION("nonRepudiation", KeyUsage.nonRepudiation),
    KEY_ENCIPHERMENT("keyEncipherment", KeyUsage.keyEncipherment),
    DATA_ENCIPHERMENT("dataEncipherment", KeyUsage.dataEncipherment),
    KEY_AGREEMENT("keyAgreement", KeyUsage.keyAgreement),
    KEY_CERT_SIGN("keyCertSign", KeyUsage.keyCertSign),
    CRL_SIGN("cRLSign", KeyUsage.cRLSign),
    ENCIPHER_ONLY("encipherOnly", KeyUsage.encipherOnly),
    DECIPHER_ONLY("decipherOnly", KeyUsage.decipherOnly);

    private final String fieldName;
    private final int bit;

    KeyUsageBit(String fieldName, int bit) {
        this.fieldName = fieldName;
        this.bit = bit;
    }

    /**
     * The bit with this name of RFC 5280; {@code contentCommitment} is accepted too.
     *
     * @param field the request's field, for the error
     * @throws QkmsException 40000 with rule {@code key_usage.unknown}
     */
    public static KeyUsageBit parse(String field, String name) {
        if (name.equals("contentCommitment")) {
            return NON_REPUDIATION;
        }
        return Arrays.stream(values())
                .filter(value -> value.fieldName.equals(name))
                .findFirst()
                .orElseThrow(() -> new QkmsException(
                        ErrorCode.MALFORMED_REQUEST,
                        List.of(new ErrorDetail(
                                field,
                                "key_usage.unknown",
                                name,
                                Arrays.stream(values())
                                        .map(KeyUsageBit::fieldName)
                                        .toList()))));
    }

    /** Reads a KeyUsage value. */
    static Set<KeyUsageBit> read(DerValue bitString) {
        int bits = bitString.namedBits();
        if (bits == 0 || bits >>> values().length != 0) {
            throw new IllegalArgumentException("KeyUsage without a known bit, or with an unknown one");
        }
        Set<KeyUsageBit> usage = EnumSet.noneOf(KeyUsageBit.class);
        for (KeyUsageBit value : values()) {
            if ((bits >> value.ordinal() & 1) == 1) {
                usage.add(value);
            }
        }
        return usage;
    }

    static KeyUsage toKeyUsage(Collection<KeyUsageBit> bits) {
        return new KeyUsage(bits.stream().mapToInt(value -> value.bit).reduce(0, (a, b) -> a | b));
    }

    /** The name in RFC 5280, for example {@code digitalSignature}. */
    public String fieldName() {
        return fieldName;
    }

    @Override
    public String toString() {
        return fieldName;
    }
}
