package io.qkms.core.policy;

import io.qkms.core.algorithm.Algorithm;
import io.qkms.core.algorithm.HybridForm;
import io.qkms.core.x509.Certificate;
import io.qkms.core.x509.DistinguishedName.Attribute;
import io.qkms.core.x509.ExtendedKeyUsage;
import io.qkms.core.x509.NameConstraints;
import io.qkms.core.x509.SubjectAlternativeName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Judges requests by profiles: every rule is asked, so that a refusal names all violations and not only the first. */
public final class Policy {
    private static final String EMAIL_ATTRIBUTE = "E";

    private final Profile profile;
    private final PolicyRequest request;
    private final Function<SubjectAlternativeName, String> fieldOfName;
    private final List<Verdict> verdicts = new ArrayList<>();

    private Policy(Profile profile, PolicyRequest request, Function<SubjectAlternativeName, String> fieldOfName) {
        this.profile = profile;
        this.request = request;
        this.fieldOfName = fieldOfName;
    }

    /** What the profile says of the request; names are told by their place among all of it. */
    public static Decision evaluate(Profile profile, PolicyRequest request) {
        List<SubjectAlternativeName> names = request.subjectAlternativeNames();
        return evaluate(profile, request, name -> "subject_alt_names[" + names.indexOf(name) + "]");
    }

    /**
     * What the profile says of the request.
     *
     * @param fieldOfName where each alternative name stands in what the caller sent
     */
    public static Decision evaluate(
            Profile profile, PolicyRequest request, Function<SubjectAlternativeName, String> fieldOfName) {
        Policy policy = new Policy(profile, request, fieldOfName);
        policy.judgeKey();
        policy.judgeNames();
        policy.verdicts.addAll(profile.validity().judge(request.validity(), request.now(), request.issuer()));
        policy.judgePurposes();
        policy.judgeConstraints();
        return new Decision(policy.verdicts);
    }

    private void judgeKey() {
        List<String> algorithms = profile.algorithms().stream()
                .filter(Algorithm::available)
                .map(Algorithm::displayName)
                .toList();
        verdicts.add(new Verdict(
                "algorithm",
                "algorithm",
                request.algorithm().displayName(),
                algorithms,
                profile.algorithms().contains(request.algorithm())));
        HybridForm form = request.hybridForm();
        if (form != null) {
            verdicts.add(new Verdict(
                    "hybrid_form",
                    "hybrid_form",
                    form.name(),
                    profile.hybridForms().stream().map(HybridForm::name).toList(),
                    profile.hybridForms().contains(form)));
        }
        verdicts.add(new Verdict("key.compromised", "csr", null, null, !request.keyCompromised()));
    }

    private void judgeNames() {
        List<SubjectAlternativeName> names = request.subjectAlternativeNames();
        verdicts.addAll(profile.subject().judge(request.subject(), names, profile.subjectAlternativeNames()));
        verdicts.addAll(profile.subjectAlternativeNames().judge(names, fieldOfName));
        if (names.isEmpty()
                && !profile.subjectAlternativeNames().required()
                && profile.subject().complete(request.subject()).isEmpty()) {
            // RFC 5280 §4.1.2.6: something names the subject.
            verdicts.add(new Verdict("san.required", "subject_alt_names", null, null, false));
        }
        // Mail software reads an address in the subject as it reads an alternative name (RFC 5280 §4.1.2.6).
        for (Attribute attribute : request.subject().attributes()) {
            if (attribute.type().equals(EMAIL_ATTRIBUTE)) {
                verdicts.add(judgeEmail(attribute.value()));
            }
        }
    }

    private Verdict judgeEmail(String address) {
        try {
            SubjectAlternativeName name = new SubjectAlternativeName(SubjectAlternativeName.Type.EMAIL, address);
            return profile.subjectAlternativeNames().judge("subject", name);
        } catch (IllegalArgumentException notAnAddress) {
            return new Verdict("san.email", "subject", address, null, false);
        }
    }

    private void judgePurposes() {
        verdicts.addAll(profile.keyUsage().judge(request.algorithm().family(), request.keyUsage()));
        List<ExtendedKeyUsage> requested = request.extendedKeyUsage();
        if (requested != null) {
            List<String> allowed = profile.extendedKeyUsage().stream()
                    .map(ExtendedKeyUsage::toString)
                    .toList();
            requested.forEach(purpose -> verdicts.add(new Verdict(
                    "extended_key_usage",
                    "extended_key_usage",
                    purpose.toString(),
                    allowed,
                    profile.extendedKeyUsage().contains(purpose))));
        }
    }

    private void judgeConstraints() {
        verdicts.add(new Verdict(
                "basic_constraints",
                "basic_constraints",
                request.ca() ? "CA:TRUE" : null,
                List.of("CA:FALSE"),
                !request.ca()));
        if (request.nameConstraints()) {
            verdicts.add(new Verdict("name_constraints", "csr", null, null, false));
        }
        Optional.ofNullable(request.issuer())
                .flatMap(Certificate::nameConstraints)
                .ifPresent(this::judgeByIssuersConstraints);
    }

    private void judgeByIssuersConstraints(NameConstraints constraints) {
        for (SubjectAlternativeName name : request.subjectAlternativeNames()) {
            verdicts.add(new Verdict(
                    "name_constraints",
                    fieldOfName.apply(name),
                    name.value(),
                    constraints.permittedBases(name.type()),
                    constraints.permits(name)));
        }
    }
}
