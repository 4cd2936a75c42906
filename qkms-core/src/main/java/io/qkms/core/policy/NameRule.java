package io.qkms.core.policy;

import io.qkms.core.x509.IpAddress;
import io.qkms.core.x509.IpNetwork;
import io.qkms.core.x509.SubjectAlternativeName;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * What a profile says of subject alternative names. A name must match one pattern of its type; where a type has no pattern,
 * no name of it is allowed.
 *
 * @param required whether there must be a name
 * @param dns patterns of DNS names
 * @param ip blocks of IP addresses
 * @param uri patterns of URIs
 * @param email patterns of e-mail addresses
 */
public record NameRule(
        boolean required, List<DnsPattern> dns, List<IpNetwork> ip, List<Glob> uri, List<EmailPattern> email) {

    public NameRule {
        dns = List.copyOf(dns);
        ip = List.copyOf(ip);
        uri = List.copyOf(uri);
        email = List.copyOf(email);
    }

    List<Verdict> judge(List<SubjectAlternativeName> names, Function<SubjectAlternativeName, String> fieldOfName) {
        List<Verdict> verdicts = new ArrayList<>();
        if (required) {
            verdicts.add(new Verdict(
                    "san.required",
                    "subject_alt_names",
                    names.isEmpty() ? null : Integer.toString(names.size()),
                    null,
                    !names.isEmpty()));
        }
        for (SubjectAlternativeName name : names) {
            verdicts.add(judge(fieldOfName.apply(name), name));
        }
        return verdicts;
    }

    Verdict judge(String field, SubjectAlternativeName name) {
        return new Verdict(name.policyRule(), field, name.value(), allowed(name.type()), permits(name));
    }

    /** Whether a name matches a pattern of its type. */
    boolean permits(SubjectAlternativeName name) {
        String value = name.value();
        return switch (name.type()) {
            case DNS -> dns.stream().anyMatch(pattern -> pattern.matches(value));
            case IP -> {
                IpAddress address = IpAddress.parse(value).orElseThrow();
                yield ip.stream().anyMatch(network -> network.contains(address));
            }
            case URI -> uri.stream().anyMatch(pattern -> pattern.matches(value));
            case EMAIL -> email.stream().anyMatch(pattern -> pattern.matches(value));
        };
    }

    /** The patterns of DNS names and IP addresses. */
    List<String> allowedHosts() {
        return Stream.concat(dns.stream(), ip.stream()).map(Object::toString).toList();
    }

    private List<String> allowed(SubjectAlternativeName.Type type) {
        List<?> patterns = switch (type) {
            case DNS -> dns;
            case IP -> ip;
            case URI -> uri;
            case EMAIL -> email;
        };
        return patterns.stream().map(Object::toString).toList();
    }
}
