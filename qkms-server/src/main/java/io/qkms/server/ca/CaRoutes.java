package io.qkms.server.ca;

import io.qkms.core.error.QkmsException;
import io.qkms.core.x509.Certificate;
import io.qkms.server.http.Answer;
import io.qkms.server.http.Call;
import io.qkms.server.http.EntityTag;
import io.qkms.server.http.Operations;
import io.qkms.server.http.Routes;
import io.qkms.server.store.Page;
import io.qkms.server.store.PageRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** {@code /v1/ca}. */
public final class CaRoutes implements Routes {
    private static final String PKIX_CERT = "application/pkix-cert";

    /** A certificate never changes; an authority's is asked for by every relying party. */
    private static final String CACHE_CONTROL = "public, max-age=86400";

    private final CaService service;
    private final Predicate<String> profileExists;

    /** @param profileExists knows the profiles' names */
    public CaRoutes(CaService service, Predicate<String> profileExists) {
        this.service = service;
        this.profileExists = profileExists;
    }

    @Override
    public void register(Operations contract) {
        contract.operation("listIntermediates", this::listIntermediates)
                .operation("createIntermediate", this::createIntermediate)
                .operation("getRoot", call -> getRoot())
                .operation("listRoots", this::listRoots)
                .immediate("getCaCertificate", call -> Optional.of(getCertificate(call)));
    }

    private Answer listIntermediates(Call call) {
        Set<CaStatus> wanted = EnumSet.noneOf(CaStatus.class);
        call.queryAll("status").forEach(status -> wanted.add(CaStatus.parse("status", status)));
        if (wanted.isEmpty()) {
            wanted.addAll(EnumSet.of(CaStatus.ACTIVE, CaStatus.RETIRED));
        }
        return page(
                call,
                service.all(CaKind.INTERMEDIATE).stream()
                        .filter(authority -> wanted.contains(authority.status()))
                        .toList());
    }

    private Answer createIntermediate(Call call) {
        Authority made =
                service.create(call.caller(), call.requestId(), call.body(IntermediateRequest.class), profileExists);
        return Answer.json(201, view(made));
    }

    private Answer getRoot() {
        return service.all(CaKind.ROOT).stream()
                .findFirst()
                .map(root -> Answer.json(200, view(root)))
                .orElseThrow(() -> QkmsException.notFound("root", "default"));
    }

    private Answer listRoots(Call call) {
        return page(call, service.all(CaKind.ROOT));
    }

    /** There are few authorities, all in memory. */
    private Answer page(Call call, List<Authority> authorities) {
        PageRequest page = PageRequest.parse(call.query("limit"), call.query("cursor"));
        long after = page.afterNumber().orElse(0);
        List<Authority> rows = new ArrayList<>(authorities.stream()
                .filter(authority -> authority.certificateNumber() > after)
                .limit(page.limit() + 1L)
                .toList());
        return Answer.json(
                200, Page.of(rows, page, authority -> String.valueOf(authority.certificateNumber()), this::view));
    }

    private CaView view(Authority authority) {
        return CaView.of(authority, service.urls());
    }

    private Answer getCertificate(Call call) {
        Certificate certificate = service.require("id", call.path("id")).certificate();
        String mediaType = call.accepted();
        byte[] body = mediaType.equals(PKIX_CERT)
                ? certificate.encoded()
                : certificate.pem().getBytes(StandardCharsets.US_ASCII);
        Answer whole = Answer.bytes(200, mediaType, body)
                .header("Cache-Control", CACHE_CONTROL)
                .header("Vary", "Accept");
        return call.unlessFresh(whole, EntityTag.of(body));
    }
}
