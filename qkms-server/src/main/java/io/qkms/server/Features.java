package io.qkms.server;

import io.qkms.core.error.QkmsException;
import io.qkms.core.jose.SignatureVerifier;
import io.qkms.server.access.AccessDenials;
import io.qkms.server.access.AccessRoutes;
import io.qkms.server.access.AccessTokenIssuer;
import io.qkms.server.access.AccessTokenPolicy;
import io.qkms.server.access.AccessTokenVerifier;
import io.qkms.server.access.BearerAuthenticator;
import io.qkms.server.access.Client;
import io.qkms.server.access.Clients;
import io.qkms.server.access.Tenant;
import io.qkms.server.audit.AuditRoutes;
import io.qkms.server.audit.AuditService;
import io.qkms.server.ca.CaKind;
import io.qkms.server.ca.CaRoutes;
import io.qkms.server.ca.CaService;
import io.qkms.server.ca.CaStatus;
import io.qkms.server.ca.StatusUrls;
import io.qkms.server.certificate.CertificateLedger;
import io.qkms.server.certificate.CertificateRoutes;
import io.qkms.server.certificate.CertificateService;
import io.qkms.server.certificate.RevocationService;
import io.qkms.server.config.QkmsConfiguration;
import io.qkms.server.csr.CertificationPolicy;
import io.qkms.server.csr.CsrRoutes;
import io.qkms.server.csr.CsrService;
import io.qkms.server.http.AdmissionGate;
import io.qkms.server.http.BodyLimits;
import io.qkms.server.http.Contract;
import io.qkms.server.http.ContractRouter;
import io.qkms.server.http.DocsRoutes;
import io.qkms.server.http.Routes;
import io.qkms.server.installation.DevCredentials;
import io.qkms.server.key.KeyRoutes;
import io.qkms.server.key.Keys;
import io.qkms.server.key.OwnTokenKeys;
import io.qkms.server.ops.ModuleTests;
import io.qkms.server.ops.OpsRoutes;
import io.qkms.server.ops.Readiness;
import io.qkms.server.profile.ProfileRoutes;
import io.qkms.server.profile.ProfileService;
import io.qkms.server.status.AuthorityIssuers;
import io.qkms.server.status.StatusFeature;
import io.qkms.server.token.RealmKeySets;
import io.qkms.server.token.TokenRoutes;
import io.qkms.server.token.TokenService;
import io.qkms.server.token.TokenVerifier;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The features, each put together from what it needs, in an order in which everything that is needed is there. */
final class Features {
    private final QkmsConfiguration configuration;
    private final Foundation on;
    private final URI publicBaseUrl;
    private final URI apiBaseUrl;

    private final Keys keys;
    private final OwnTokenKeys tokenKeys;
    private final ProfileService profiles;
    private final CaService authorities;
    private final CsrService requests;
    private final CertificateService certificates;
    private final StatusFeature status;
    private final RevocationService revocations;
    private final @Nullable DevCredentials devCredentials;
    private final AccessDenials denials;
    private final ModuleTests moduleTests;

    /**
     * Puts the features together; nothing runs yet.
     *
     * @param port the public listener's, for the URLs that certificates and tokens carry
     * @param closing closes what the features keep open
     */
    Features(QkmsConfiguration configuration, Foundation foundation, int port, Closing closing) {
        this.configuration = configuration;
        this.on = foundation;
        this.publicBaseUrl = configuration.publicBaseUrl(port);
        this.apiBaseUrl = configuration.apiBaseUrl(port);

        keys = Keys.on(on.database(), on.slots(), on.audit(), on.changes(), on.nodes(), on.identifiers(), on.clock());
        tokenKeys = OwnTokenKeys.open(on.database(), keys.ring(), on.changes());
        profiles = ProfileService.shipped();

        CertificateLedger ledger = new CertificateLedger(on.clock());
        authorities = new CaService(
                on.database(),
                keys.ring(),
                ledger,
                on.audit(),
                on.changes(),
                new StatusUrls(publicBaseUrl),
                new CaService.Slots("root", configuration.caSlot()),
                on.identifiers(),
                on.clock(),
                on.random());
        status = closing.later(new StatusFeature(
                on.database(),
                on.changes(),
                on.audit(),
                new AuthorityIssuers(
                        authorities,
                        configuration.crlDefaultIssuer(),
                        () -> profiles.get("apisix-edge").issuers()),
                new KeysOfResponders(keys.ring(), keys.memory(), configuration.caSlot()),
                ledger,
                on.clock(),
                on.random(),
                on.node()));
        closing.later(on.changes());
        closing.later(on.nodes());

        CertificationPolicy policy = new CertificationPolicy(profiles, authorities, ledger, on.clock());
        requests = new CsrService(
                on.database(), on.modules(), policy, keys.ring(), on.pool(), on.audit(), on.identifiers(), on.clock());
        certificates = new CertificateService(
                on.database(),
                authorities,
                requests,
                policy,
                keys.rotation(),
                on.pool(),
                on.audit(),
                on.clock(),
                on.random());
        revocations = new RevocationService(
                on.database(), certificates, authorities, status.revocations(), on.audit(), on.clock());

        devCredentials = configuration.devMode() ? DevCredentials.of(configuration.dataDirectory(), on.random()) : null;
        closing.later(on.chain());
        denials = closing.later(new AccessDenials(on.database(), on.audit(), on.clock()));
        closing.later(keys.upkeep());
        moduleTests = closing.later(new ModuleTests(on.modules()));
    }

    /** Loads what is kept in memory, makes what dev mode begins with, and lets everything run that runs by itself. */
    void start() {
        // Before anything is loaded: a change from then on is heard, one before is in what is loaded.
        on.changes().start();
        tokenKeys.load();
        authorities.start();
        on.nodes().start();
        if (configuration.devMode()) {
            authorities.makeInitialHierarchies();
        }
        status.start();
        on.chain().start();
        denials.start();
        keys.upkeep().start();
        moduleTests.start();
    }

    /** What answers requests. */
    ContractRouter router(Contract contract, AdmissionGate gate) {
        on.metrics().gauge("qkms.http.calls", "Calls inside the admission gate", gate, AdmissionGate::inside);
        AccessTokenPolicy tokenPolicy = new AccessTokenPolicy(
                apiBaseUrl,
                configuration.oauth().audience(),
                configuration.oauth().tokenLifetime());
        SignatureVerifier verifying = (algorithm, publicKey, message, signature) ->
                on.pool().sign(() -> on.modules().verify(algorithm, publicKey, message, signature));
        Clients clients = new Clients(clients());
        BearerAuthenticator authenticator = new BearerAuthenticator(
                new AccessTokenVerifier(tokenPolicy, tokenKeys, verifying, clients, on.clock()), on.clock());

        List<Routes> features = List.of(
                new CaRoutes(authorities, name -> profiles.find(name).isPresent()),
                new CsrRoutes(requests),
                new CertificateRoutes(certificates, revocations),
                status.routes(),
                new KeyRoutes(keys.service()),
                new TokenRoutes(
                        new TokenService(keys, apiBaseUrl, on.clock(), on.random()),
                        new TokenVerifier(keys.memory(), on.modules()::verify, on.pool(), on.clock()),
                        new RealmKeySets(keys.memory(), configuration.jwksMaxAge(), on.clock())),
                new ProfileRoutes(profiles),
                new AuditRoutes(new AuditService(on.database())),
                new AccessRoutes(
                        clients,
                        new AccessTokenIssuer(tokenPolicy, tokenKeys, on.clock(), on.random()),
                        tokenKeys,
                        denials,
                        on.tenants()::get,
                        apiBaseUrl,
                        configuration.jwksMaxAge()),
                new OpsRoutes(readiness(), on.modules(), on.metrics()),
                new DocsRoutes(contract));
        ContractRouter.Builder router = ContractRouter.of(
                contract,
                new BodyLimits(
                        configuration.limits().body(), configuration.limits().ocspBody()),
                authenticator,
                gate,
                outcome -> {
                    on.metrics().answered(outcome);
                    denials.answered(outcome);
                });
        router.dated(on.clock());
        features.forEach(router::with);
        return router.build();
    }

    private List<Client> clients() {
        List<Client> clients = new ArrayList<>(configuration.oauth().clients());
        if (devCredentials != null) {
            clients.add(devCredentials.client());
        }
        return clients;
    }

    private Readiness readiness() {
        return new Readiness(List.of(
                new Readiness.Check(
                        "store",
                        () -> on.database()
                                .read(session -> session.createNativeQuery("select 1", Integer.class)
                                                        .getSingleResult()
                                                == 1
                                        ? Optional.empty()
                                        : Optional.of("answers wrongly"))),
                new Readiness.Check(
                        "authorities",
                        () -> authorities.all(CaKind.INTERMEDIATE).isEmpty()
                                ? Optional.of("there is no intermediate authority")
                                : Optional.empty()),
                new Readiness.Check("slots", this::sealedSlot)));
    }

    /** Why the authorities that issue cannot sign. */
    private Optional<String> sealedSlot() {
        try {
            authorities.all(CaKind.INTERMEDIATE).stream()
                    .filter(authority -> authority.status() == CaStatus.ACTIVE)
                    .forEach(authority -> authorities.signing(authority.id()));
            return Optional.empty();
        } catch (QkmsException refusal) {
            return Optional.of("slot " + refusal.details().getFirst().value() + " is sealed");
        }
    }

    URI publicBaseUrl() {
        return publicBaseUrl;
    }

    /** Writes the file with the credentials of dev mode; outside of it there is none. */
    void writeDevCredentials() {
        if (devCredentials != null) {
            String root = authorities.all(CaKind.ROOT).getFirst().certificate().pem();
            devCredentials.write(publicBaseUrl, apiBaseUrl, on.tenants().get(Tenant.DEFAULT), root);
        }
    }

    /** Where the credentials of dev mode are; empty outside of it. */
    Optional<Path> devCredentials() {
        return Optional.ofNullable(devCredentials).map(DevCredentials::file);
    }
}
