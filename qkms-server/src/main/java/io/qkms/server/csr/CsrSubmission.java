package io.qkms.server.csr;

import io.qkms.core.error.QkmsException;
import io.qkms.core.x509.SubjectAlternativeName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The body of {@code POST /v1/csr}. */
record CsrSubmission(
        @Nullable String csr,
        String profile,
        @Nullable List<String> subjectAltNames,
        @Nullable String token,
        @Nullable String keyId,
        @Nullable String subject,
        @Nullable Duration validity,
        @Nullable Map<String, String> tags) {

    /**
     * Refuses what the contract's schema cannot say.
     *
     * @throws QkmsException 40000
     */
    void requireOneKey() {
        if ((csr == null) == (keyId == null)) {
            throw QkmsException.malformed("csr", "csr.or_key_id", null, null);
        }
        if (keyId == null && subject != null) {
            throw QkmsException.malformed("subject", "subject.with_key_id", subject, null);
        }
        if (keyId != null && subject == null) {
            throw QkmsException.malformed("subject", "required", null, null);
        }
    }

    List<SubjectAlternativeName> names() {
        List<SubjectAlternativeName> names = new ArrayList<>();
        List<String> texts = subjectAltNames == null ? List.of() : subjectAltNames;
        for (int i = 0; i < texts.size(); i++) {
            names.add(SubjectAlternativeName.parse("subject_alt_names[" + i + "]", texts.get(i)));
        }
        return names;
    }

    Map<String, String> tagsOrNone() {
        return tags == null ? Map.of() : tags;
    }

    /** Names may be long and tokens are secret. */
    @Override
    public String toString() {
        return "CsrSubmission[" + profile + "]";
    }
}
