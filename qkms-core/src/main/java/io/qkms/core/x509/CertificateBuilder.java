package io.qkms.core.x509;

import io.qkms.core.error.ErrorCode;
import io.qkms.core.error.ErrorDetail;
import io.qkms.core.error.QkmsException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Builds certificates in two steps, so that nothing is signed that was not checked: {@link #prepare} encodes what is to be
 * signed, reads those octets back with code that knows nothing of the encoding ({@link DerValue}), and lints them against
 * RFC 5280, RFC 9881 and the content; the {@link PreparedCertificate} that comes out is the only thing that can be issued.
 *
 * <p>Key identifiers are those of RFC 7093 §2 method 1 (160 bits of SHA-256), or as the issuer's certificate has them.
 * Stateless.
 */
public final class CertificateBuilder {

    private CertificateBuilder() {}

    /**
     * Encodes, reads back and lints a certificate.
     *
     * @throws QkmsException 40001 where the issuer cannot certify this content: {@code validity.issuer} (it would outlive its
     *     issuer), {@code name_constraints}, {@code path_length}; 40000 with {@code subject.empty} where nothing names the
     *     subject; 40002 with {@code hybrid_form} for a second signature, which this release does not make
     * @throws IllegalArgumentException if the issuer is no CA, or a self-signed certificate's key is not the signer's
     * @throws IllegalStateException if the encoded certificate does not pass the lint: a defect
     */
    public static PreparedCertificate prepare(CertificateContent content, Issuer issuer) {
        if (issuer.alternative() != null || content.alternativePublicKey() != null) {
            throw QkmsException.of(ErrorCode.UNSUPPORTED_ALGORITHM, "hybrid_form", "hybrid_form", "ALT_SIGNATURE");
        }
        if (content.subject().isEmpty() && content.subjectAlternativeNames().isEmpty()) {
            throw QkmsException.malformed("subject", "subject.empty", null, null);
        }
        Certificate certificate = issuer.certificate();
        requireRoles(content, issuer, certificate);
        if (certificate != null) {
            requireWithin(content, certificate);
        }
        byte[] toBeSigned = TbsEncoder.encode(content, issuer);
        List<String> findings = CertificateLint.findings(toBeSigned, content, issuer);
        if (!findings.isEmpty()) {
            throw new IllegalStateException(
                    "certificate for " + content.subject() + " is not fit to be signed: " + findings);
        }
        return new PreparedCertificate(toBeSigned, issuer.primary());
    }

    private static void requireRoles(CertificateContent content, Issuer issuer, @Nullable Certificate certificate) {
        boolean root = content.kind() == CertificateContent.Kind.ROOT;
        if (root != (certificate == null)) {
            throw new IllegalArgumentException("a root, and only a root, signs itself");
        }
        if (root
                && !Arrays.equals(
                        issuer.primary().publicKey(), content.publicKey().encoded())) {
            throw new IllegalArgumentException("a root certifies its signer's key");
        }
        if (certificate != null && !certificate.isCa()) {
            throw new IllegalArgumentException("the issuer is no CA");
        }
    }

    private static void requireWithin(CertificateContent content, Certificate issuer) {
        Instant end = content.validity().notAfter();
        if (end.isAfter(issuer.notAfter())) {
            throw refused(
                    "validity",
                    "validity.issuer",
                    end.toString(),
                    List.of(issuer.notAfter().toString()));
        }
        Integer pathLength = issuer.basicConstraints().pathLength();
        if (pathLength != null && content.kind().ca()) {
            Integer wanted = content.pathLength();
            if (wanted == null || wanted >= pathLength) {
                throw refused(
                        "path_length",
                        "path_length",
                        wanted == null ? null : wanted.toString(),
                        pathLength == 0 ? List.of() : List.of("0.." + (pathLength - 1)));
            }
        }
        issuer.nameConstraints().ifPresent(constraints -> {
            List<SubjectAlternativeName> names = content.subjectAlternativeNames();
            for (int i = 0; i < names.size(); i++) {
                if (!constraints.permits(names.get(i))) {
                    throw refused(
                            "subject_alt_names[" + i + "]",
                            "name_constraints",
                            names.get(i).toString(),
                            constraints.permittedBases(names.get(i).type()));
                }
            }
        });
    }

    private static QkmsException refused(String field, String rule, @Nullable String value, List<String> allowed) {
        return new QkmsException(ErrorCode.POLICY_VIOLATION, List.of(new ErrorDetail(field, rule, value, allowed)));
    }
}
