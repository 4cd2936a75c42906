/**
 * The {@code /v1} API from Java, with the JDK's HTTP client and Jackson and nothing else.
 *
 * <p>A key, its certificate and a token, with the credentials that a server in dev mode writes:
 *
 * <pre>{@code
 * QkmsClient qkms = QkmsClient.builder(ClientCredentials.read(Path.of("data/dev-credentials.json")))
 *         .build();
 *
 * Key key = qkms.keys().create(NewKey.of(Usage.TLS_SERVER, "ML-DSA-65"));
 * String csr = qkms.keys().csr(key.id(), "CN=gateway.q", List.of("gateway.q", "10.0.0.5"));
 * Csr submitted = qkms.csrs().submit(NewCsr.ofPem(csr, "apisix-edge"));
 * IssuedCertificate certificate = qkms.certificates().issue(submitted.id());
 * System.out.println(certificate.certificate() + String.join("", certificate.chain()));
 *
 * qkms.keys().create(NewKey.forRealm("edge", "ML-DSA-65"));
 * SignedToken token = qkms.tokens().sign(TokenRequest.forRealm("edge", Map.of("sub", "gateway")));
 * Jwk publicKey = qkms.tokens().key("edge", token.kid()).orElseThrow();
 * }</pre>
 *
 * <p>A refusal is a {@link io.qkms.client.QkmsApiException} that names every reason:
 *
 * <pre>{@code
 * try {
 *     qkms.csrs().submit(NewCsr.ofPem(csr, "apisix-edge"));
 * } catch (QkmsApiException e) {
 *     if (e.code() == 40001) {
 *         e.details().forEach(reason -> System.err.println(reason.field() + ": " + reason.rule()));
 *     }
 * }
 * }</pre>
 */
@NullMarked
package io.qkms.client;

import org.jspecify.annotations.NullMarked;
