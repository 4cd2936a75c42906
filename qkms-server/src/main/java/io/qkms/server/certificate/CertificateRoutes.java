package io.qkms.server.certificate;

import com.fasterxml.jackson.databind.JsonNode;
import io.qkms.core.error.ErrorCode;
import io.qkms.core.error.ErrorDetail;
import io.qkms.core.error.QkmsException;
import io.qkms.core.status.RevocationReason;
import io.qkms.core.x509.Certificate;
import io.qkms.core.x509.DistinguishedName;
import io.qkms.core.x509.SerialNumber;
import io.qkms.core.x509.SubjectAlternativeName;
import io.qkms.server.http.Answer;
import io.qkms.server.http.Call;
import io.qkms.server.http.Operations;
import io.qkms.server.http.Routes;
import io.qkms.server.store.PageRequest;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** {@code /v1/certificates}. */
public final class CertificateRoutes implements Routes {
    private final CertificateService certificates;
    private final RevocationService revocations;

    public CertificateRoutes(CertificateService certificates, RevocationService revocations) {
        this.certificates = certificates;
        this.revocations = revocations;
    }

    /** The body of {@code issue}. */
    record IssueRequest(String csrId) {}

    /** The body of {@code :revoke}; the reason is a name or a number. */
    record RevocationRequest(JsonNode reason, @Nullable Instant invalidityDate) {}

    @Override
    public void register(Operations contract) {
        contract.operation("issueCertificate", this::issue)
                .operation("getCertificate", this::get)
                .operation("listCertificates", this::list)
                .operation("renewCertificate", this::renew)
                .operation("revokeCertificate", this::revoke);
    }

    private Answer issue(Call call) {
        String csrId = call.body(IssueRequest.class).csrId();
        return Answer.json(201, certificates.issue(call.caller(), call.requestId(), csrId));
    }

    private Answer renew(Call call) {
        return Answer.json(201, certificates.renew(call.caller(), call.requestId(), serial(call)));
    }

    private Answer revoke(Call call) {
        RevocationRequest request = call.body(RevocationRequest.class);
        RevocationReason reason =
                RevocationReason.parse("reason", request.reason().asText());
        return Answer.json(
                200,
                revocations.revoke(call.caller(), call.requestId(), serial(call), reason, request.invalidityDate()));
    }

    private static SerialNumber serial(Call call) {
        return SerialNumber.parse("serial", call.path("serial"));
    }

    private Answer get(Call call) {
        SerialNumber serial = serial(call);
        String mediaType = call.accepted();
        CertificateService.Found found = certificates.get(call.caller().tenant(), serial);
        return switch (mediaType) {
            case "application/x-pem-file" -> text(mediaType, found.certificate().pem());
            case "application/pem-certificate-chain" -> text(mediaType, chainWithoutRoot(found));
            case "application/pkix-cert" ->
                Answer.bytes(200, mediaType, found.certificate().encoded());
            default -> Answer.json(200, found.view());
        };
    }

    private static Answer text(String mediaType, String body) {
        return Answer.bytes(200, mediaType, body.getBytes(StandardCharsets.US_ASCII));
    }

    private static String chainWithoutRoot(CertificateService.Found found) {
        List<Certificate> issuers = found.issuers();
        return Stream.concat(Stream.of(found.certificate()), issuers.stream().limit(Math.max(0, issuers.size() - 1)))
                .map(Certificate::pem)
                .collect(Collectors.joining());
    }

    private Answer list(Call call) {
        PageRequest page = PageRequest.parse(call.query("limit"), call.query("cursor"));
        CertificateFilter filter = new CertificateFilter(
                call.query("profile").orElse(null),
                call.query("status").map(CertificateRoutes::status).orElse(null),
                call.query("subject")
                        .map(text -> DistinguishedName.parse("subject", text).toString())
                        .orElse(null),
                call.query("san")
                        .map(text -> SubjectAlternativeName.parse("san", text).prefixed())
                        .orElse(null),
                call.query("issuer").orElse(null),
                call.query("expires_before").map(CertificateRoutes::time).orElse(null),
                call.query("key_id").orElse(null));
        return Answer.json(200, certificates.list(call.caller().tenant(), filter, page));
    }

    private static CertificateStatus status(String text) {
        return Arrays.stream(CertificateStatus.values())
                .filter(status -> status.name().equals(text))
                .findFirst()
                .orElseThrow(() -> new QkmsException(
                        ErrorCode.MALFORMED_REQUEST,
                        List.of(new ErrorDetail(
                                "status",
                                "certificate.status",
                                text,
                                Arrays.stream(CertificateStatus.values())
                                        .map(Enum::name)
                                        .toList()))));
    }

    private static Instant time(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw QkmsException.malformed("expires_before", "time", text, e);
        }
    }
}
