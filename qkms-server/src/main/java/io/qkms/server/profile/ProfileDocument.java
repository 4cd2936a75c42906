package io.qkms.server.profile;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import io.qkms.core.algorithm.Algorithm;
import io.qkms.core.algorithm.Family;
import io.qkms.core.algorithm.HybridForm;
import io.qkms.core.key.Usage;
import io.qkms.core.policy.DnsPattern;
import io.qkms.core.policy.EmailPattern;
import io.qkms.core.policy.Glob;
import io.qkms.core.policy.KeyUsageRule;
import io.qkms.core.policy.NameRule;
import io.qkms.core.policy.Profile;
import io.qkms.core.policy.Profile.Approval;
import io.qkms.core.policy.Profile.EnrollmentToken;
import io.qkms.core.policy.Profile.ExpressionRule;
import io.qkms.core.policy.SubjectRule;
import io.qkms.core.policy.ValidityRule;
import io.qkms.core.x509.ExtendedKeyUsage;
import io.qkms.core.x509.IpNetwork;
import io.qkms.core.x509.KeyUsageBit;
import java.time.Duration;
import java.util.Collection;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A profile as YAML and JSON spell it; the components are the contract's fields in {@code snake_case}. */
record ProfileDocument(
        @JsonProperty(required = true) String name,

        @JsonProperty(value = "extends", required = true) @JsonSetter(nulls = Nulls.SET) @Nullable
        String parent,

        @JsonProperty(required = true) List<String> usages,

        @JsonProperty(required = true) @JsonSetter(nulls = Nulls.SET) @Nullable
        Map<String, String> issuer,

        @JsonProperty(required = true) List<String> algorithms,
        @JsonProperty(required = true) List<String> hybridForms,
        @JsonProperty(required = true) Subject subject,
        @JsonProperty(required = true) Names subjectAltNames,
        @JsonProperty(required = true) Validity validity,
        @JsonProperty(required = true) Map<String, List<String>> keyUsage,
        @JsonProperty(required = true) List<String> extendedKeyUsage,
        @JsonProperty(required = true) List<ExpressionRule> rules,
        @JsonProperty(required = true) String approval,
        @JsonProperty(required = true) String enrollmentToken,
        @JsonProperty(required = true) Renewal renewal,
        @JsonProperty(required = true) Crl crl,
        @JsonProperty(required = true) Ocsp ocsp) {

    private static final String EVERY_FAMILY = "*";

    record Subject(
            @JsonProperty(required = true) String commonName,
            @JsonProperty(required = true) Map<String, String> fixed) {}

    record Names(
            @JsonProperty(required = true) boolean required,
            @JsonProperty(required = true) List<String> dns,
            @JsonProperty(required = true) List<String> ip,
            @JsonProperty(required = true) List<String> uri,
            @JsonProperty(required = true) List<String> email) {}

    record Validity(
            @JsonProperty(value = "default", required = true)
            Duration standard,

            @JsonProperty(required = true) Duration maximum) {}

    record Renewal(@JsonProperty(required = true) Duration before) {}

    record Crl(
            @JsonProperty(required = true) boolean enabled,
            @JsonProperty(required = true) Duration baseEvery,
            @JsonProperty(required = true) Duration deltaEvery) {}

    record Ocsp(
            @JsonProperty(required = true) boolean enabled,
            @JsonProperty(required = true) Duration validity) {}

    /** The document of a profile. */
    static ProfileDocument of(Profile profile) {
        NameRule names = profile.subjectAlternativeNames();
        return new ProfileDocument(
                profile.name(),
                profile.parent(),
                texts(profile.usages(), Usage::name),
                profile.issuers().isEmpty() ? null : profile.issuers(),
                texts(profile.algorithms(), Algorithm::displayName),
                texts(profile.hybridForms(), HybridForm::name),
                new Subject(profile.subject().commonName(), profile.subject().fixed()),
                new Names(
                        names.required(),
                        texts(names.dns(), DnsPattern::toString),
                        texts(names.ip(), IpNetwork::toString),
                        texts(names.uri(), Glob::toString),
                        texts(names.email(), EmailPattern::toString)),
                new Validity(profile.validity().standard(), profile.validity().maximum()),
                bits(profile.keyUsage()),
                texts(profile.extendedKeyUsage(), ExtendedKeyUsage::toString),
                profile.rules(),
                profile.approval().name().toLowerCase(Locale.ROOT),
                profile.enrollmentToken().name().toLowerCase(Locale.ROOT),
                new Renewal(profile.renewBefore()),
                new Crl(
                        profile.crl().enabled(),
                        profile.crl().baseEvery(),
                        profile.crl().deltaEvery()),
                new Ocsp(profile.ocsp().enabled(), profile.ocsp().validity()));
    }

    private static Map<String, List<String>> bits(KeyUsageRule rule) {
        Map<String, List<String>> bits = new TreeMap<>();
        bits.put(EVERY_FAMILY, texts(rule.otherwise(), KeyUsageBit::fieldName));
        rule.byFamily().forEach((family, some) -> bits.put(familyName(family), texts(some, KeyUsageBit::fieldName)));
        return bits;
    }

    private static String familyName(Family family) {
        return family.name().replace('_', '-');
    }

    private static <T> List<String> texts(Collection<T> values, Function<T, String> text) {
        return values.stream().map(text).toList();
    }

    /**
     * The profile that this document describes.
     *
     * @throws IllegalArgumentException naming the field, if a value is not what it should be or contradicts another
     * @throws io.qkms.core.error.QkmsException naming the field, if a name of an algorithm or usage is unknown
     */
    Profile toProfile() {
        return new Profile(
                name,
                parent,
                usages.stream()
                        .map(usage -> value("usages", Usage.class, usage))
                        .collect(Collectors.toCollection(() -> EnumSet.noneOf(Usage.class))),
                issuer == null ? Map.of() : new LinkedHashMap<>(issuer),
                algorithms.stream()
                        .map(algorithm -> Algorithm.parse("algorithms", algorithm))
                        .toList(),
                hybridForms.stream()
                        .map(form -> value("hybrid_forms", HybridForm.class, form))
                        .collect(Collectors.toCollection(() -> EnumSet.noneOf(HybridForm.class))),
                new SubjectRule(subject.commonName(), subject.fixed()),
                nameRule(),
                new ValidityRule(validity.standard(), validity.maximum()),
                keyUsageRule(),
                extendedKeyUsage.stream()
                        .map(purpose -> ExtendedKeyUsage.parse("extended_key_usage", purpose))
                        .toList(),
                rules,
                value("approval", Approval.class, approval.toUpperCase(Locale.ROOT)),
                value("enrollment_token", EnrollmentToken.class, enrollmentToken.toUpperCase(Locale.ROOT)),
                renewal.before(),
                new Profile.CrlSettings(crl.enabled(), crl.baseEvery(), crl.deltaEvery()),
                new Profile.OcspSettings(ocsp.enabled(), ocsp.validity()));
    }

    private NameRule nameRule() {
        return new NameRule(
                subjectAltNames.required(),
                subjectAltNames.dns().stream().map(DnsPattern::parse).toList(),
                subjectAltNames.ip().stream()
                        .map(block -> IpNetwork.parse(block)
                                .orElseThrow(() -> new IllegalArgumentException("subject_alt_names.ip: " + block)))
                        .toList(),
                subjectAltNames.uri().stream().map(Glob::parse).toList(),
                subjectAltNames.email().stream().map(EmailPattern::parse).toList());
    }

    private KeyUsageRule keyUsageRule() {
        Map<Family, Set<KeyUsageBit>> byFamily = new EnumMap<>(Family.class);
        keyUsage.forEach((family, names) -> {
            if (!family.equals(EVERY_FAMILY)) {
                byFamily.put(value("key_usage", Family.class, family.replace('-', '_')), bits(names));
            }
        });
        List<String> everyFamily = keyUsage.get(EVERY_FAMILY);
        if (everyFamily == null) {
            throw new IllegalArgumentException("key_usage: \"*\" is missing");
        }
        return new KeyUsageRule(bits(everyFamily), byFamily);
    }

    private static Set<KeyUsageBit> bits(List<String> names) {
        return names.stream().map(bit -> KeyUsageBit.parse("key_usage", bit)).collect(Collectors.toSet());
    }

    private static <E extends Enum<E>> E value(String field, Class<E> type, String name) {
        try {
            return Enum.valueOf(type, name);
        } catch (IllegalArgumentException unknown) {
            throw new IllegalArgumentException(field + ": " + name + " is none of " + EnumSet.allOf(type), unknown);
        }
    }
}
