package io.qkms.server.status;

import io.qkms.core.x509.Issuer;
import io.qkms.server.ca.Authority;
import io.qkms.server.ca.CaKind;
import io.qkms.server.ca.CaService;
import io.qkms.server.ca.CaStatus;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The authorities of this installation. Safe for use by many threads. */
public final class AuthorityIssuers implements StatusIssuers {
    /** Longer than an intermediate's, since a root signs only while its slot is open. */
    private static final Duration CRL_PERIOD_OF_ROOT = Duration.ofDays(180);

    private static final String DEFAULT_PROFILE = "apisix-edge";

    private final CaService authorities;
    private final @Nullable String configured;
    private final Supplier<Map<String, String>> issuersOfDefaultProfile;

    /**
     * @param configured the id or name of the authority whose list is served when none is named ({@code crl.default_issuer});
     *     null for the default issuer of {@code apisix-edge}
     * @param issuersOfDefaultProfile the names of the intermediates that this profile names, by {@code default} and
     *     {@code classical}; empty if it names none
     */
    public AuthorityIssuers(
            CaService authorities, @Nullable String configured, Supplier<Map<String, String>> issuersOfDefaultProfile) {
        this.authorities = authorities;
        this.configured = configured;
        this.issuersOfDefaultProfile = issuersOfDefaultProfile;
    }

    @Override
    public List<StatusIssuer> all() {
        return authorities.all().stream().map(AuthorityIssuers::of).toList();
    }

    private static StatusIssuer of(Authority authority) {
        boolean root = authority.kind() == CaKind.ROOT;
        return new StatusIssuer(
                authority.id(),
                root,
                authority.repository().number(),
                authority.certificate(),
                root ? CRL_PERIOD_OF_ROOT : authority.repository().crlRefreshPeriod(),
                authority.repository().ocspRefreshPeriod());
    }

    @Override
    public Optional<String> defaultIssuer() {
        if (configured != null) {
            return newest(authority ->
                    authority.id().equals(configured) || authority.name().equals(configured));
        }
        String named = issuersOfDefaultProfile.get().get("default");
        return named != null
                ? newest(authority -> authority.name().equals(named))
                : newest(authority -> authority.kind() == CaKind.INTERMEDIATE
                        && authority.status() == CaStatus.ACTIVE
                        && !authority.classical()
                        && authority.profiles().contains(DEFAULT_PROFILE));
    }

    private Optional<String> newest(Predicate<Authority> wanted) {
        return authorities.all().stream()
                .filter(wanted)
                .max(Comparator.comparingLong(Authority::certificateNumber))
                .map(Authority::id);
    }

    @Override
    public Issuer signing(String issuerId) {
        return authorities.signing(issuerId);
    }
}
