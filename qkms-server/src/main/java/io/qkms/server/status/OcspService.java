package io.qkms.server.status;

import io.qkms.core.error.ErrorCode;
import io.qkms.core.error.QkmsException;
import io.qkms.core.status.CertificateId;
import io.qkms.core.status.CertificateStatus;
import io.qkms.core.status.MalformedOcspRequestException;
import io.qkms.core.status.OcspRequest;
import io.qkms.core.status.OcspResponder;
import io.qkms.core.status.OcspResponse;
import io.qkms.core.status.OcspResponse.Refusal;
import io.qkms.core.status.SingleResponse;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers OCSP requests (RFC 6960, RFC 5019, RFC 9654). Whatever is wrong is said in OCSP's own terms; nothing is thrown. Safe for
 * use by many threads.
 */
public final class OcspService {
    private static final Logger LOG = LoggerFactory.getLogger(OcspService.class);

    private final IssuerDirectory issuers;
    private final OcspResponders responders;
    private final CertificateStatusStore statuses;
    private final OcspAnswers answers;
    private final InstantSource clock;

    OcspService(
            IssuerDirectory issuers,
            OcspResponders responders,
            CertificateStatusStore statuses,
            OcspAnswers answers,
            InstantSource clock) {
        this.issuers = issuers;
        this.responders = responders;
        this.statuses = statuses;
        this.answers = answers;
        this.clock = clock;
    }

    /** The answer, where it needs neither store nor signature; empty for {@link #answer} to make it. Does not block. */
    public Optional<OcspAnswer> inMemory(byte[] encodedRequest) {
        try {
            OcspRequest request = OcspRequest.parse(encodedRequest);
            if (issuer(request).isEmpty()) {
                return Optional.of(OcspAnswer.refusal(Refusal.UNAUTHORIZED));
            }
            return isForEverybody(request) ? answers.get(request.certificates().getFirst()) : Optional.empty();
        } catch (MalformedOcspRequestException e) {
            return Optional.of(OcspAnswer.refusal(Refusal.MALFORMED_REQUEST));
        }
    }

    /** The answer. Blocking. */
    public OcspAnswer answer(byte[] encodedRequest) {
        Optional<OcspAnswer> remembered = inMemory(encodedRequest);
        if (remembered.isPresent()) {
            return remembered.get();
        }
        try {
            return sign(OcspRequest.parse(encodedRequest));
        } catch (MalformedOcspRequestException e) {
            return OcspAnswer.refusal(Refusal.MALFORMED_REQUEST);
        } catch (QkmsException e) {
            LOG.warn("no OCSP answer for now: {}", e.getMessage());
            return OcspAnswer.refusal(e.code() == ErrorCode.UNAVAILABLE ? Refusal.TRY_LATER : Refusal.INTERNAL_ERROR);
        } catch (RuntimeException e) {
            LOG.error("cannot answer an OCSP request", e);
            return OcspAnswer.refusal(Refusal.INTERNAL_ERROR);
        }
    }

    /** The one authority of ours that all certificates of the request name; empty if there is no such. */
    private Optional<StatusIssuer> issuer(OcspRequest request) {
        Optional<StatusIssuer> first =
                request.certificates().getFirst().issuer().flatMap(issuers::find);
        boolean mixed = request.certificates().stream()
                .skip(1)
                .anyMatch(id -> !id.issuer()
                        .flatMap(issuers::find)
                        .map(StatusIssuer::id)
                        .equals(first.map(StatusIssuer::id)));
        return mixed ? Optional.empty() : first;
    }

    private static boolean isForEverybody(OcspRequest request) {
        return request.certificates().size() == 1 && request.nonce().isEmpty();
    }

    private OcspAnswer sign(OcspRequest request) {
        StatusIssuer issuer = issuer(request).orElseThrow();
        List<CertificateId> asked = request.certificates();
        long stamp = answers.stamp(asked.getFirst().serial());
        Optional<OcspResponder> responder = responders.current(issuer.id());
        if (responder.isEmpty()) {
            return OcspAnswer.refusal(Refusal.TRY_LATER);
        }
        Map<BigInteger, CertificateStatus> known = statuses.of(
                issuer.id(), asked.stream().map(CertificateId::serial).toList());
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        Instant nextUpdate = earlier(
                now.plus(issuer.ocspPeriod()), responder.get().certificate().notAfter());
        List<SingleResponse> responses = asked.stream()
                .map(id -> new SingleResponse(id, statusOf(id, known), now, nextUpdate))
                .toList();
        OcspResponse response = OcspResponse.successful(
                responder.get(), now, responses, request.nonce().orElse(null));

        // What is unknown today may be issued the next moment.
        boolean issued = known.containsKey(asked.getFirst().serial());
        return isForEverybody(request) && issued
                ? keep(asked.getFirst(), response, now, nextUpdate, stamp)
                : OcspAnswer.once(response);
    }

    private OcspAnswer keep(CertificateId asked, OcspResponse response, Instant now, Instant nextUpdate, long stamp) {
        Instant refreshAt = now.plus(Duration.between(now, nextUpdate).dividedBy(2));
        byte[] encoded = response.encoded();
        OcspAnswer answer = new OcspAnswer(
                encoded, new OcspAnswer.Freshness(Digest.of(encoded), asked, now, refreshAt, nextUpdate));
        answers.put(asked, answer, stamp);
        return answer;
    }

    private static CertificateStatus statusOf(CertificateId id, Map<BigInteger, CertificateStatus> known) {
        return known.getOrDefault(id.serial(), new CertificateStatus.Unknown());
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }
}
