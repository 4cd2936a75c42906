package io.qkms.server.access;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The scopes of the API: what a caller may do. */
public enum Scope {
    CA_READ("ca:read"),
    CA_ADMIN("ca:admin"),
    CSR_SUBMIT("csr:submit"),
    CERT_ISSUE("cert:issue"),
    CERT_READ("cert:read"),
    CERT_REVOKE("cert:revoke"),
    KEY_CREATE("key:create"),
    KEY_READ("key:read"),
    KEY_ROTATE("key:rotate"),
    KEY_USE("key:use"),
    KEY_EXPORT("key:export"),
    TOKEN_SIGN("token:sign"),
    PROFILE_READ("profile:read"),
    PROFILE_ADMIN("profile:admin"),
    WEBHOOK_ADMIN("webhook:admin"),
    AUDIT_READ("audit:read"),
    CRL_REFRESH("crl:refresh"),
    CLIENT_ADMIN("client:admin"),
    TENANT_ADMIN("tenant:admin"),
    SLOT_READ("slot:read"),
    SLOT_ADMIN("slot:admin"),
    BACKUP_ADMIN("backup:admin");

    private final String value;

    Scope(String value) {
        this.value = value;
    }

    /** The scope as tokens and requests spell it, for example {@code key:create}. */
    public String value() {
        return value;
    }

    /** The scope of this name, if there is one. */
    public static Optional<Scope> of(String value) {
        return Arrays.stream(values())
                .filter(scope -> scope.value.equals(value))
                .findFirst();
    }

    /** All names, in the contract's order. */
    public static List<String> names() {
        return Arrays.stream(values()).map(Scope::value).toList();
    }
}
