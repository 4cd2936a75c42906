package io.qkms.server.access;

import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Bundles of scopes; each holds the one before it. What concerns the whole installation is in none: it is granted by name. */
public enum Role {
    /** Reads. */
    VIEWER(EnumSet.of(Scope.CA_READ, Scope.CERT_READ, Scope.KEY_READ, Scope.PROFILE_READ)),
    /** Works with keys, certificates and tokens. */
    OPERATOR(with(
            VIEWER,
            Scope.CSR_SUBMIT,
            Scope.CERT_ISSUE,
            Scope.CERT_REVOKE,
            Scope.KEY_CREATE,
            Scope.KEY_ROTATE,
            Scope.KEY_USE,
            Scope.TOKEN_SIGN)),
    /** Administers a tenant. */
    ADMIN(with(
            OPERATOR,
            Scope.CRL_REFRESH,
            Scope.KEY_EXPORT,
            Scope.PROFILE_ADMIN,
            Scope.WEBHOOK_ADMIN,
            Scope.AUDIT_READ,
            Scope.CLIENT_ADMIN));

    private final Set<Scope> scopes;

    Role(EnumSet<Scope> scopes) {
        this.scopes = Collections.unmodifiableSet(scopes);
    }

    private static EnumSet<Scope> with(Role lower, Scope... more) {
        EnumSet<Scope> scopes = EnumSet.copyOf(lower.scopes);
        Collections.addAll(scopes, more);
        return scopes;
    }

    /** What the role permits. */
    public Set<Scope> scopes() {
        return scopes;
    }

    /** The role of this name, for example {@code operator}, if there is one. */
    public static Optional<Role> of(String name) {
        return Arrays.stream(values())
                .filter(role -> role.roleName().equals(name))
                .findFirst();
    }

    /** All names, the least powerful first. */
    public static List<String> names() {
        return Arrays.stream(values()).map(Role::roleName).toList();
    }

    /** The name that the configuration uses. */
    public String roleName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
