package io.qkms.client.model;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A certification request to be submitted: a PKCS #10 of the caller's, or a key that Q-KMS holds with a subject.
 *
 * @param csr PKCS #10, PEM; null where {@code keyId} stands
 * @param profile the profile that is to judge it
 * @param subjectAltNames names that add to those in the request
 * @param keyId a key that Q-KMS holds, in place of {@code csr}
 * @param subject RFC 4514, with {@code keyId}
 * @param validity how long the certificate should hold; null for the profile's default
 * @param tags free marks, which select policies
 */
public record NewCsr(
        @Nullable String csr,
        String profile,
        List<String> subjectAltNames,
        @Nullable String keyId,
        @Nullable String subject,
        @Nullable Duration validity,
        @Nullable Map<String, String> tags) {

    public NewCsr {
        subjectAltNames = List.copyOf(subjectAltNames);
        tags = tags == null ? null : Map.copyOf(tags);
    }

    /** A PKCS #10 that holds its names itself. */
    public static NewCsr ofPem(String pem, String profile) {
        return new NewCsr(pem, profile, List.of(), null, null, null, null);
    }

    /** A key that Q-KMS holds. */
    public static NewCsr ofKey(String keyId, String subject, String profile, List<String> subjectAltNames) {
        return new NewCsr(null, profile, subjectAltNames, keyId, subject, null, null);
    }

    /** The same with further names. */
    public NewCsr withSubjectAltNames(List<String> names) {
        return new NewCsr(csr, profile, names, keyId, subject, validity, tags);
    }

    /** The same for a certificate that holds this long. */
    public NewCsr withValidity(Duration duration) {
        return new NewCsr(csr, profile, subjectAltNames, keyId, subject, duration, tags);
    }

    /** The same with these marks. */
    public NewCsr withTags(Map<String, String> marks) {
        return new NewCsr(csr, profile, subjectAltNames, keyId, subject, validity, marks);
    }
}
