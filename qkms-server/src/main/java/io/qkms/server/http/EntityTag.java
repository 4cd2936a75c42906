package io.qkms.server.http;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/**
 * A strong validator of a representation (RFC 9110 §8.8.3).
 *
 * @param value the header's value, in quotes
 */
public record EntityTag(String value) {

    /** The validator of a representation of these octets: a digest of them. */
    public static EntityTag of(byte[] representation) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(representation);
            return new EntityTag("\"" + Base64.getUrlEncoder().withoutPadding().encodeToString(digest) + "\"");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }

    /** Whether an {@code If-None-Match} names it: compared weakly, any of a list, or {@code *} (RFC 9110 §13.1.2). */
    public boolean isAmong(List<String> ifNoneMatch) {
        return ifNoneMatch.stream()
                .flatMap(header -> Arrays.stream(header.split(",")))
                .map(String::strip)
                .map(tag -> tag.startsWith("W/") ? tag.substring(2) : tag)
                .anyMatch(tag -> tag.equals("*") || tag.equals(value));
    }
}
