package io.qkms.core.x509;

import io.qkms.core.x509.SubjectAlternativeName.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.jspecify.annotations.Nullable;

/**
 * The names that a CA may certify (RFC 5280 §4.2.1.10). A name passes if no excluded subtree holds it and, where permitted
 * subtrees of its type exist, one of them does.
 *
 * @param permitted subtrees that a name must lie in
 * @param excluded subtrees that a name must not lie in
 */
public record NameConstraints(List<Subtree> permitted, List<Subtree> excluded) {

    public NameConstraints {
        permitted = List.copyOf(permitted);
        excluded = List.copyOf(excluded);
        if (permitted.isEmpty() && excluded.isEmpty()) {
            throw new IllegalArgumentException("name constraints that constrain nothing");
        }
    }

    /**
     * All names of one type under a base.
     *
     * @param type the type of name
     * @param base for DNS a domain, which holds itself and everything below; for IP a block in CIDR notation; for URI and
     *     e-mail a host, or a domain that begins with a dot and holds what is below it; for e-mail also one whole address
     */
    public record Subtree(Type type, String base) {

        public Subtree {
            base = type == Type.IP ? network(base).toString() : base.toLowerCase(Locale.ROOT);
        }

        boolean holds(SubjectAlternativeName name) {
            if (name.type() != type) {
                return false;
            }
            return switch (type) {
                case DNS ->
                    withinDomain(name.value().startsWith("*.") ? name.value().substring(2) : name.value());
                case IP -> network(base).contains(IpAddress.parse(name.value()).orElseThrow());
                case URI -> hostMatches(hostOf(name.value()));
                case EMAIL -> {
                    String address = name.value().toLowerCase(Locale.ROOT);
                    yield base.indexOf('@') >= 0
                            ? address.equals(base)
                            : hostMatches(address.substring(address.indexOf('@') + 1));
                }
            };
        }

        private boolean withinDomain(String host) {
            return base.isEmpty() || host.equals(base) || host.endsWith("." + base);
        }

        private boolean hostMatches(@Nullable String host) {
            return host != null && (base.startsWith(".") ? host.endsWith(base) : host.equals(base));
        }

        private static @Nullable String hostOf(String uri) {
            return java.net.URI.create(uri).getHost();
        }

        private static IpNetwork network(String text) {
            return IpNetwork.parse(text).orElseThrow(() -> new IllegalArgumentException("not an IP block: " + text));
        }

        private GeneralSubtree encode() {
            GeneralName name = switch (type) {
                case DNS -> new GeneralName(GeneralName.dNSName, base);
                case IP ->
                    new GeneralName(
                            GeneralName.iPAddress,
                            new DEROctetString(network(base).addressAndMask()));
                case URI -> new GeneralName(GeneralName.uniformResourceIdentifier, base);
                case EMAIL -> new GeneralName(GeneralName.rfc822Name, base);
            };
            return new GeneralSubtree(name);
        }
    }

    /** Whether a CA under these constraints may certify the name. */
    public boolean permits(SubjectAlternativeName name) {
        boolean typeIsRestricted = permitted.stream().anyMatch(subtree -> subtree.type() == name.type());
        return excluded.stream().noneMatch(subtree -> subtree.holds(name))
                && (!typeIsRestricted || permitted.stream().anyMatch(subtree -> subtree.holds(name)));
    }

    /** The bases of the permitted subtrees of one type, for an error. */
    public List<String> permittedBases(Type type) {
        return permitted.stream()
                .filter(subtree -> subtree.type() == type)
                .map(Subtree::base)
                .toList();
    }

    org.bouncycastle.asn1.x509.NameConstraints encode() {
        return new org.bouncycastle.asn1.x509.NameConstraints(encode(permitted), encode(excluded));
    }

    private static GeneralSubtree @Nullable [] encode(List<Subtree> subtrees) {
        return subtrees.isEmpty()
                ? null
                : subtrees.stream().map(Subtree::encode).toArray(GeneralSubtree[]::new);
    }

    static NameConstraints read(DerValue sequence) {
        DerValue.Fields fields = sequence.sequence();
        List<Subtree> permitted = readSubtrees(fields.optional(DerValue.constructed(0)));
        List<Subtree> excluded = readSubtrees(fields.optional(DerValue.constructed(1)));
        fields.end();
        return new NameConstraints(permitted, excluded);
    }

    private static List<Subtree> readSubtrees(@Nullable DerValue subtrees) {
        List<Subtree> read = new ArrayList<>();
        if (subtrees != null) {
            for (DerValue subtree : subtrees.children()) {
                DerValue.Fields fields = subtree.sequence();
                read.add(readBase(fields.next()));
                // RFC 5280 knows neither minimum nor maximum.
                fields.end();
            }
        }
        return read;
    }

    private static Subtree readBase(DerValue base) {
        if (base.tag() == DerValue.primitive(GeneralName.iPAddress)) {
            return new Subtree(Type.IP, readNetwork(base.content()).toString());
        }
        if (base.tag() == DerValue.primitive(GeneralName.dNSName)) {
            return new Subtree(Type.DNS, DerText.ascii(base));
        }
        if (base.tag() == DerValue.primitive(GeneralName.uniformResourceIdentifier)) {
            return new Subtree(Type.URI, DerText.ascii(base));
        }
        if (base.tag() == DerValue.primitive(GeneralName.rfc822Name)) {
            return new Subtree(Type.EMAIL, DerText.ascii(base));
        }
        throw new IllegalArgumentException("name constraint of an unknown type: tag " + base.tag());
    }

    private static IpNetwork readNetwork(byte[] addressAndMask) {
        int length = addressAndMask.length / 2;
        IpAddress address = IpAddress.ofOctets(Arrays.copyOf(addressAndMask, length));
        int prefix = 0;
        while (prefix < length * 8 && (addressAndMask[length + prefix / 8] >> 7 - prefix % 8 & 1) == 1) {
            prefix++;
        }
        IpNetwork network = new IpNetwork(address, prefix);
        if (!Arrays.equals(network.addressAndMask(), addressAndMask)) {
            throw new IllegalArgumentException("mask of a name constraint is not a prefix");
        }
        return network;
    }
}
