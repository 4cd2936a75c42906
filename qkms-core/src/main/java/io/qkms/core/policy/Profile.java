package io.qkms.core.policy;

import io.qkms.core.algorithm.Algorithm;
import io.qkms.core.algorithm.HybridForm;
import io.qkms.core.error.ErrorCode;
import io.qkms.core.error.ErrorDetail;
import io.qkms.core.error.QkmsException;
import io.qkms.core.key.Usage;
import io.qkms.core.x509.ExtendedKeyUsage;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What certificates of one kind must be like. The constructor refuses contradictions with {@link IllegalArgumentException}
 * (or {@link QkmsException} for names that do not parse).
 *
 * @param name the profile's name: lower-case letters, digits and hyphens
 * @param parent the profile that this one extends; null for none
 * @param usages the usages of keys that it certifies
 * @param issuers names of intermediates by what they issue: {@code default}, {@code classical}, {@code COMPOSITE},
 *     {@code ALT_SIGNATURE}; empty for the newest active one that lists the profile
 * @param algorithms the algorithms of keys that it certifies
 * @param hybridForms how certificates with two signatures may carry them
 * @param subject the rule on subjects
 * @param subjectAlternativeNames the rule on alternative names
 * @param validity the rule on validity
 * @param keyUsage the key usage that is certified
 * @param extendedKeyUsage the purposes that are certified; empty for none
 * @param rules further rules as expressions
 * @param approval who approves requests
 * @param enrollmentToken whether an enrolment token may or must come with a request
 * @param renewBefore how long before its end a certificate is renewed
 * @param crl how certificates are listed in CRLs
 * @param ocsp how OCSP answers for certificates
 */
public record Profile(
        String name,
        @Nullable String parent,
        Set<Usage> usages,
        Map<String, String> issuers,
        List<Algorithm> algorithms,
        Set<HybridForm> hybridForms,
        SubjectRule subject,
        NameRule subjectAlternativeNames,
        ValidityRule validity,
        KeyUsageRule keyUsage,
        List<ExtendedKeyUsage> extendedKeyUsage,
        List<ExpressionRule> rules,
        Approval approval,
        EnrollmentToken enrollmentToken,
        Duration renewBefore,
        CrlSettings crl,
        OcspSettings ocsp) {
    /** Key of {@link #issuers} for post-quantum and composite certificates. */
    public static final String DEFAULT_ISSUER = "default";
    /** Key of {@link #issuers} for certificates that software without post-quantum cryptography verifies. */
    public static final String CLASSICAL_ISSUER = "classical";

    private static final Pattern NAME = Pattern.compile("[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?");
    private static final Set<String> ISSUER_KINDS =
            Set.of(DEFAULT_ISSUER, CLASSICAL_ISSUER, HybridForm.COMPOSITE.name(), HybridForm.ALT_SIGNATURE.name());

    /** Who approves a request. */
    public enum Approval {
        /** Whatever policy allows. */
        AUTOMATIC,
        /** A person other than the submitter. */
        MANUAL
    }

    /** Whether an enrolment token comes with a request. */
    public enum EnrollmentToken {
        /** Ignored. */
        NONE,
        /** Judged if there is one. */
        OPTIONAL,
        /** Must be there. */
        REQUIRED
    }

    /** A rule as an expression over the request, with the message for those who violate it. */
    public record ExpressionRule(String name, String expression, String message) {}

    /** Whether certificates name a CRL, and how often base and delta CRLs are made. */
    public record CrlSettings(boolean enabled, Duration baseEvery, Duration deltaEvery) {

        public CrlSettings {
            requirePositive("crl.base_every", baseEvery);
            requirePositive("crl.delta_every", deltaEvery);
        }
    }

    /** Whether certificates name an OCSP responder, and how long its answers hold. */
    public record OcspSettings(boolean enabled, Duration validity) {

        public OcspSettings {
            requirePositive("ocsp.validity", validity);
        }
    }

    public Profile {
        require(NAME.matcher(name).matches(), "name: lower-case letters, digits and hyphens, at most 63");
        require(!usages.isEmpty(), "usages is empty");
        require(!algorithms.isEmpty(), "algorithms is empty");
        require(ISSUER_KINDS.containsAll(issuers.keySet()), "issuer: keys are of " + ISSUER_KINDS);
        require(
                renewBefore.compareTo(Duration.ZERO) > 0 && renewBefore.compareTo(validity.standard()) < 0,
                "renewal.before is positive and shorter than validity.default; state it where that is short");
        usages = Collections.unmodifiableSet(EnumSet.copyOf(usages));
        issuers = Collections.unmodifiableMap(new LinkedHashMap<>(issuers));
        algorithms = List.copyOf(algorithms);
        hybridForms = hybridForms.isEmpty() ? Set.of() : Collections.unmodifiableSet(EnumSet.copyOf(hybridForms));
        extendedKeyUsage = List.copyOf(extendedKeyUsage);
        rules = List.copyOf(rules);
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }

    private static void requirePositive(String field, Duration duration) {
        require(duration.compareTo(Duration.ZERO) > 0, field + " is not positive");
    }

    /**
     * Refuses keys that were made for something else.
     *
     * @param field the request's field, for the error
     * @throws QkmsException 40002 with rule {@code usage}
     */
    public void requireUsage(String field, Usage usage) {
        if (!usages.contains(usage)) {
            throw new QkmsException(
                    ErrorCode.UNSUPPORTED_ALGORITHM,
                    List.of(new ErrorDetail(
                            field,
                            "usage",
                            usage.name(),
                            usages.stream().map(Usage::name).toList())));
        }
    }
}
