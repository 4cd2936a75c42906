package io.qkms.client.model;

import java.math.BigInteger;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What the server knows of a revocation list.
 *
 * @param crlPem the list, PEM; null where only the fact is told
 * @param number the CRL number (RFC 5280 §5.2.3)
 * @param thisUpdate when it was made
 * @param nextUpdate when the next one is there at the latest
 * @param issuerId the CA that signed it
 */
public record CrlInfo(
        @Nullable String crlPem, BigInteger number, Instant thisUpdate, Instant nextUpdate, String issuerId) {}
