package io.qkms.server.status;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.qkms.server.http.Answer;
import io.qkms.server.http.Call;
import io.qkms.server.http.Json;
import io.qkms.server.http.MediaTypes;
import io.qkms.server.http.Operations;
import io.qkms.server.http.Routes;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@code /v1/crl} and {@code /v1/crl:refresh}. */
final class CrlRoutes implements Routes {
    /** Lists are made anew with every revocation, so caches are to ask soon; asking costs a 304. */
    private static final Duration LONGEST_MAX_AGE = Duration.ofMinutes(5);

    private final CrlService lists;
    private final InstantSource clock;

    CrlRoutes(CrlService lists, InstantSource clock) {
        this.lists = lists;
        this.clock = clock;
    }

    @Override
    public void register(Operations contract) {
        contract.immediate("getCrl", this::fromMemory)
                .operation("getCrl", call -> answer(call, lists.current(call.query("issuer"))))
                .operation("refreshCrl", this::refresh);
    }

    /** DER only: the other forms take time that grows with the list. */
    private Optional<Answer> fromMemory(Call call) {
        return lists.inMemory(call.query("issuer"))
                .filter(list -> call.accepted().equals(MediaTypes.PKIX_CRL)
                        || (call.accepted().equals(MediaTypes.PEM_FILE) && list.hasPem()))
                .map(list -> answer(call, list));
    }

    private Answer answer(Call call, PublishedCrl list) {
        Instant now = clock.instant();
        Instant soon = now.plus(LONGEST_MAX_AGE);
        String mediaType = call.accepted();
        Representation representation = new Representation(
                mediaType,
                list.digest() + suffix(mediaType),
                list.thisUpdate(),
                list.nextUpdate(),
                soon.isBefore(list.nextUpdate()) ? soon : list.nextUpdate());
        return representation.toGet(call, now, () -> body(mediaType, list)).header("Vary", "Accept");
    }

    private static String suffix(String mediaType) {
        return switch (mediaType) {
            case MediaTypes.PEM_FILE -> "-pem";
            case MediaTypes.JSON -> "-json";
            default -> "";
        };
    }

    private static byte[] body(String mediaType, PublishedCrl list) {
        return switch (mediaType) {
            case MediaTypes.PEM_FILE -> list.pem();
            case MediaTypes.JSON ->
                Json.write(new CrlView(
                        new String(list.pem(), StandardCharsets.US_ASCII),
                        list.number(),
                        null,
                        list.thisUpdate(),
                        list.nextUpdate(),
                        list.issuerId(),
                        null,
                        null,
                        false));
            default -> list.der();
        };
    }

    private Answer refresh(Call call) {
        List<CrlSummary> items = lists
                .refresh(Optional.ofNullable(call.body(Refresh.class).issuer()))
                .stream()
                .map(CrlSummary::of)
                .toList();
        return Answer.json(200, new Refreshed(items));
    }

    /** The body of {@code POST /v1/crl:refresh}. */
    record Refresh(@Nullable String issuer) {}

    /** Its answer. */
    record Refreshed(List<CrlSummary> items) {}

    /** A list as JSON. */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record CrlView(
            String crlPem,
            long number,
            @Nullable Long baseNumber,
            Instant thisUpdate,
            Instant nextUpdate,
            String issuerId,
            @Nullable String profile,
            @Nullable Integer shard,
            boolean delta) {}

    /** A list as JSON, without its octets. */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record CrlSummary(
            long number,
            @Nullable Long baseNumber,
            Instant thisUpdate,
            Instant nextUpdate,
            String issuerId,
            @Nullable String profile,
            @Nullable Integer shard,
            boolean delta) {

        static CrlSummary of(PublishedCrl list) {
            return new CrlSummary(
                    list.number(), null, list.thisUpdate(), list.nextUpdate(), list.issuerId(), null, null, false);
        }
    }
}
