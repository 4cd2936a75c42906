package io.qkms.server.status;

import io.qkms.core.error.ErrorCode;
import io.qkms.core.error.QkmsException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;

/** The full lists of the authorities: read from memory, made anew on demand. Safe for use by many threads. */
public final class CrlService {
    private final IssuerDirectory issuers;
    private final PublishedCrls published;
    private final CrlPublication publication;
    private final CrlBuilds builds;

    CrlService(IssuerDirectory issuers, PublishedCrls published, CrlPublication publication, CrlBuilds builds) {
        this.issuers = issuers;
        this.published = published;
        this.publication = publication;
        this.builds = builds;
    }

    /**
     * The list that is served, if it is in memory. Does not block.
     *
     * @param issuerId the authority; empty for the default one
     * @throws io.qkms.core.error.QkmsException 40401 if there is no such authority
     */
    public Optional<PublishedCrl> inMemory(Optional<String> issuerId) {
        return published.get(issuers.require(issuerId).id());
    }

    /**
     * The list that is served; the first one is made if there is none. Blocking.
     *
     * @param issuerId the authority; empty for the default one
     * @throws io.qkms.core.error.QkmsException 40401 if there is no such authority, 50301 if there is no list and its slot is
     *     sealed
     */
    public PublishedCrl current(Optional<String> issuerId) {
        StatusIssuer issuer = issuers.require(issuerId);
        return published
                .get(issuer.id())
                .or(() -> published.load(issuer.id()))
                .orElseGet(() -> publication.publishIfDue(issuer));
    }

    /**
     * Signs lists anew. Blocking.
     *
     * @param issuerId the authority; empty for all, save roots whose slot is sealed
     * @throws io.qkms.core.error.QkmsException 40401 if there is no such authority, 50301 if its slot is sealed
     */
    public List<PublishedCrl> refresh(Optional<String> issuerId) {
        if (issuerId.isPresent()) {
            return List.of(await(builds.next(issuers.require(issuerId).id())));
        }
        Map<StatusIssuer, CompletableFuture<PublishedCrl>> lists = new LinkedHashMap<>();
        issuers.all().forEach(issuer -> lists.put(issuer, builds.next(issuer.id())));
        return lists.entrySet().stream()
                .flatMap(list -> awaitUnlessSealed(list.getKey(), list.getValue()))
                .toList();
    }

    /** Roots are sealed most of the time; who means one of them names it. */
    private static Stream<PublishedCrl> awaitUnlessSealed(StatusIssuer issuer, CompletableFuture<PublishedCrl> list) {
        try {
            return Stream.of(await(list));
        } catch (QkmsException e) {
            if (issuer.root() && e.code() == ErrorCode.UNAVAILABLE) {
                return Stream.empty();
            }
            throw e;
        }
    }

    private static PublishedCrl await(CompletableFuture<PublishedCrl> list) {
        try {
            return list.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException refusal ? refusal : e;
        }
    }
}
