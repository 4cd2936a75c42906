package io.qkms.core.status;

import static io.qkms.core.status.DerReader.context;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An OCSP request (RFC 6960 §4.1): which certificates are asked about, and the nonce.
 *
 * <p>A signature on the request is read over and not judged, as responders commonly do: what we tell, we tell everybody. Of the
 * extensions only the nonce (RFC 9654) has an effect; an unknown one is refused if it is critical (RFC 6960 §4.4). Immutable and
 * safe for use by many threads.
 */
public final class OcspRequest {
    /** Longest nonce in octets (RFC 9654 §2.1); the shortest is 1. */
    public static final int LONGEST_NONCE = 128;

    /** id-pkix-ocsp-nonce, 1.3.6.1.5.5.7.48.1.2. */
    private static final byte[] NONCE = {0x2B, 0x06, 0x01, 0x05, 0x05, 0x07, 0x30, 0x01, 0x02};
    /** id-pkix-ocsp-response, 1.3.6.1.5.5.7.48.1.4: the response types that the client takes; every one takes the basic type. */
    private static final byte[] ACCEPTABLE_RESPONSES = {0x2B, 0x06, 0x01, 0x05, 0x05, 0x07, 0x30, 0x01, 0x04};

    private final List<CertificateId> certificates;
    private final byte @Nullable [] nonce;

    private OcspRequest(List<CertificateId> certificates, byte @Nullable [] nonce) {
        this.certificates = List.copyOf(certificates);
        this.nonce = nonce;
    }

    /**
     * Reads a DER-encoded OCSPRequest.
     *
     * @throws MalformedOcspRequestException if the octets are anything else: empty, not DER, followed by more octets, without a
     *     single certificate, with a nonce of 0 or more than 128 octets, or with a critical extension that is not known
     */
    public static OcspRequest parse(byte[] encoded) throws MalformedOcspRequestException {
        DerReader outer = new DerReader(encoded);
        DerReader request = outer.enter(DerReader.SEQUENCE);
        outer.end();
        DerReader toBeSigned = request.enter(DerReader.SEQUENCE);
        if (request.nextIs(context(0))) {
            readOverSignature(request.enter(context(0)));
        }
        request.end();

        if (toBeSigned.nextIs(context(0))) {
            requireVersion1(toBeSigned.enter(context(0)));
        }
        if (toBeSigned.nextIs(context(1))) {
            DerReader requestor = toBeSigned.enter(context(1));
            requestor.skip();
            requestor.end();
        }
        List<CertificateId> certificates = readRequestList(toBeSigned.enter(DerReader.SEQUENCE));
        byte[] nonce = toBeSigned.nextIs(context(2)) ? readExtensions(toBeSigned.enter(context(2)), true) : null;
        toBeSigned.end();
        return new OcspRequest(certificates, nonce);
    }

    private static void requireVersion1(DerReader wrapped) throws MalformedOcspRequestException {
        byte[] version = wrapped.integer();
        wrapped.end();
        if (version.length != 1 || version[0] != 0) {
            throw new MalformedOcspRequestException("the version is not v1");
        }
    }

    private static void readOverSignature(DerReader wrapped) throws MalformedOcspRequestException {
        DerReader signature = wrapped.enter(DerReader.SEQUENCE);
        wrapped.end();
        signature.enter(DerReader.SEQUENCE);
        signature.contents(DerReader.BIT_STRING);
        if (signature.nextIs(context(0))) {
            DerReader certificates = signature.enter(context(0));
            certificates.enter(DerReader.SEQUENCE);
            certificates.end();
        }
        signature.end();
    }

    private static List<CertificateId> readRequestList(DerReader list) throws MalformedOcspRequestException {
        List<CertificateId> certificates = new ArrayList<>();
        while (list.hasNext()) {
            DerReader request = list.enter(DerReader.SEQUENCE);
            certificates.add(CertificateId.read(request));
            if (request.nextIs(context(0))) {
                readExtensions(request.enter(context(0)), false);
            }
            request.end();
        }
        if (certificates.isEmpty()) {
            throw new MalformedOcspRequestException("no certificate is asked about");
        }
        return certificates;
    }

    /** Reads Extensions and gives the nonce, where there is one and it is allowed here. */
    private static byte @Nullable [] readExtensions(DerReader wrapped, boolean nonceAllowed)
            throws MalformedOcspRequestException {
        DerReader extensions = wrapped.enter(DerReader.SEQUENCE);
        wrapped.end();
        if (!extensions.hasNext()) {
            throw new MalformedOcspRequestException("an empty list of extensions");
        }
        byte[] nonce = null;
        while (extensions.hasNext()) {
            DerReader extension = extensions.enter(DerReader.SEQUENCE);
            byte[] id = extension.contents(DerReader.OBJECT_IDENTIFIER);
            boolean critical = extension.nextIs(DerReader.BOOLEAN) && readBoolean(extension);
            byte[] value = extension.contents(DerReader.OCTET_STRING);
            extension.end();
            if (nonceAllowed && Arrays.equals(id, NONCE)) {
                if (nonce != null) {
                    throw new MalformedOcspRequestException("two nonces");
                }
                nonce = readNonce(value);
            } else if (critical && !Arrays.equals(id, ACCEPTABLE_RESPONSES)) {
                throw new MalformedOcspRequestException("a critical extension that is not known");
            }
        }
        return nonce;
    }

    private static boolean readBoolean(DerReader extension) throws MalformedOcspRequestException {
        byte[] value = extension.contents(DerReader.BOOLEAN);
        if (value.length != 1 || (value[0] != 0 && value[0] != -1)) {
            throw new MalformedOcspRequestException("a BOOLEAN is neither TRUE nor FALSE");
        }
        return value[0] != 0;
    }

    private static byte[] readNonce(byte[] extensionValue) throws MalformedOcspRequestException {
        DerReader value = new DerReader(extensionValue);
        byte[] nonce = value.contents(DerReader.OCTET_STRING);
        value.end();
        if (nonce.length == 0 || nonce.length > LONGEST_NONCE) {
            throw new MalformedOcspRequestException("a nonce of " + nonce.length + " octets");
        }
        return nonce;
    }

    /** The certificates asked about, in the request's order; at least one. */
    public List<CertificateId> certificates() {
        return certificates;
    }

    /** The nonce, 1 to 128 octets, a fresh copy; empty if the request has none. */
    public Optional<byte[]> nonce() {
        return Optional.ofNullable(nonce).map(byte[]::clone);
    }

    @Override
    public String toString() {
        return "OcspRequest[" + certificates.size() + " certificates, " + (nonce == null ? "no nonce" : "nonce") + "]";
    }
}
