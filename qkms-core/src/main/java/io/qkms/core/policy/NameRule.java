package io.qkms.core.policy;

import io.qkms.core.x509.IpAddress;
import io.qkms.core.x509.IpNetwork;
import io.qkms.core.x509.SubjectAlternativeName;
import java.util.ArrayList;
import java.util.List;

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

    List<Verdict> judge(List<SubjectAlternativeName> names) {
        List<Verdict> verdicts = new ArrayList<>();
        if (required) {
            verdicts.add(new Verdict(
                    "san.required",
                    "subject_alt_names",
                    names.isEmpty() ? null : Integer.toString(names.size()),
                    List.of(),
                    !names.isEmpty()));
        }
        for (int i = 0; i < names.size(); i++) {
            verdicts.add(judge("subject_alt_names[" + i + "]", names.get(i)));
        }
        return verdicts;
    }

    Verdict judge(String field, SubjectAlternativeName name) {
        String value = name.value();
        boolean holds = switch (name.type()) {
            case DNS -> dns.stream().anyMatch(pattern -> pattern.matches(value));
            case IP -> {
                IpAddress address = IpAddress.parse(value).orElseThrow();
                yield ip.stream().anyMatch(network -> network.contains(address));
            }
            case URI -> uri.stream().anyMatch(pattern -> pattern.matches(value));
            case EMAIL -> email.stream().anyMatch(pattern -> pattern.matches(value));
        };
        return new Verdict(name.policyRule(), field, value, allowed(name.type()), holds);
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
