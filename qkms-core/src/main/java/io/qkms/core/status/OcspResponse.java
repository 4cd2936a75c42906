package io.qkms.core.status;

import io.qkms.core.x509.SlotContentSigner;
import java.time.Instant;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.ocsp.BasicOCSPResponse;
import org.bouncycastle.asn1.ocsp.CertID;
import org.bouncycastle.asn1.ocsp.CertStatus;
import org.bouncycastle.asn1.ocsp.OCSPObjectIdentifiers;
import org.bouncycastle.asn1.ocsp.OCSPResponse;
import org.bouncycastle.asn1.ocsp.OCSPResponseStatus;
import org.bouncycastle.asn1.ocsp.ResponderID;
import org.bouncycastle.asn1.ocsp.ResponseBytes;
import org.bouncycastle.asn1.ocsp.ResponseData;
import org.bouncycastle.asn1.ocsp.RevokedInfo;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.jspecify.annotations.Nullable;

/**
 * An OCSP response (RFC 6960 §4.2): signed answers for certificates, or a refusal without signature. Immutable and safe for use
 * by many threads.
 */
public final class OcspResponse {
    /** The tag of {@code unknown} in CertStatus (RFC 6960 §4.2.1). */
    private static final int UNKNOWN_TAG = 2;

    /** The refusals (RFC 6960 §2.3). They are not signed; a client can conclude nothing from them. */
    public enum Refusal {
        /** The request does not parse. */
        MALFORMED_REQUEST(OCSPResponseStatus.MALFORMED_REQUEST),
        /** The responder is at fault. */
        INTERNAL_ERROR(OCSPResponseStatus.INTERNAL_ERROR),
        /** The responder cannot answer now. */
        TRY_LATER(OCSPResponseStatus.TRY_LATER),
        /** The responder does not answer for this issuer (RFC 5019 §2.2.3). */
        UNAUTHORIZED(OCSPResponseStatus.UNAUTHORIZED);

        private final OcspResponse response;

        Refusal(int status) {
            this.response = new OcspResponse(Der.encode(new OCSPResponse(new OCSPResponseStatus(status), null)));
        }
    }

    private final byte[] encoded;

    private OcspResponse(byte[] encoded) {
        this.encoded = encoded;
    }

    /** A refusal. */
    public static OcspResponse error(Refusal refusal) {
        return refusal.response;
    }

    /**
     * A signed answer, which carries the responder's certificate.
     *
     * @param producedAt when it is signed, to whole seconds
     * @param responses one for each certificate, at least one
     * @param nonce of the request, echoed (RFC 9654 §2.1); null for an answer that may be given to everybody
     * @throws io.qkms.core.error.QkmsException 50010 if every signature module failed, 50301 if the slot is sealed
     */
    public static OcspResponse successful(
            OcspResponder responder, Instant producedAt, List<SingleResponse> responses, byte @Nullable [] nonce) {
        if (responses.isEmpty()) {
            throw new IllegalArgumentException("a successful response answers for at least one certificate");
        }
        ResponseData toBeSigned = new ResponseData(
                responderId(responder),
                Der.generalizedTime(producedAt),
                new DERSequence(responses.stream().map(OcspResponse::encode).toArray(ASN1Encodable[]::new)),
                nonce == null ? null : new Extensions(nonceExtension(nonce)));
        byte[] signature = responder.signer().sign(Der.encode(toBeSigned));
        BasicOCSPResponse basic = new BasicOCSPResponse(
                toBeSigned,
                SlotContentSigner.signatureIdentifier(responder.signer().algorithm()),
                new DERBitString(signature),
                new DERSequence(ASN1Sequence.getInstance(responder.certificate().encoded())));
        return new OcspResponse(Der.encode(new OCSPResponse(
                new OCSPResponseStatus(OCSPResponseStatus.SUCCESSFUL),
                new ResponseBytes(OCSPObjectIdentifiers.id_pkix_ocsp_basic, new DEROctetString(Der.encode(basic))))));
    }

    private static org.bouncycastle.asn1.ocsp.SingleResponse encode(SingleResponse response) {
        return new org.bouncycastle.asn1.ocsp.SingleResponse(
                CertID.getInstance(response.certificate().encoded()),
                encode(response.status()),
                Der.generalizedTime(response.thisUpdate()),
                Der.generalizedTime(response.nextUpdate()),
                (Extensions) null);
    }

    private static CertStatus encode(CertificateStatus status) {
        if (status instanceof CertificateStatus.Revoked revoked) {
            CRLReason reason = revoked.reason() == RevocationReason.UNSPECIFIED
                    ? null
                    : CRLReason.lookup(revoked.reason().code());
            return new CertStatus(new RevokedInfo(Der.generalizedTime(revoked.revokedAt()), reason));
        }
        return status instanceof CertificateStatus.Good
                ? new CertStatus()
                : new CertStatus(UNKNOWN_TAG, DERNull.INSTANCE);
    }

    private static Extension nonceExtension(byte[] nonce) {
        return Der.extension(OCSPObjectIdentifiers.id_pkix_ocsp_nonce, new DEROctetString(nonce));
    }

    /** By key: the SHA-1 hash that RFC 6960 §4.2.1 defines, which RFC 5019 §2.2.1 recommends for being short. */
    private static ResponderID responderId(OcspResponder responder) {
        byte[] key = SubjectPublicKeyInfo.getInstance(responder.certificate().publicKey())
                .getPublicKeyData()
                .getOctets();
        return new ResponderID(new DEROctetString(CertificateId.Hash.SHA_1.of(key)));
    }

    /** The DER encoding; a fresh copy. */
    public byte[] encoded() {
        return encoded.clone();
    }

    @Override
    public String toString() {
        return "OcspResponse[" + encoded.length + " octets]";
    }
}
