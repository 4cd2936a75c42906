package io.qkms.server.profile;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.qkms.core.error.QkmsException;
import io.qkms.core.policy.Profile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.List;

/**
 * Reads profiles from YAML, strictly: every field must be there, none may be unknown or occur twice. What a profile may say
 * but this release does not enforce is refused rather than ignored.
 */
final class ProfileReader {
    private static final List<String> SHIPPED = List.of("apisix-edge", "internal-mtls", "keycloak-jwt");
    private static final ObjectReader YAML = YAMLMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .defaultSetterInfo(JsonSetter.Value.forValueNulls(Nulls.FAIL, Nulls.FAIL))
            .addModule(new SimpleModule("durations").addDeserializer(Duration.class, new IsoDuration()))
            .build()
            .readerFor(ProfileDocument.class);

    private ProfileReader() {}

    /** The profiles that come with the server. */
    static List<Profile> shipped() {
        return SHIPPED.stream().map(ProfileReader::resource).toList();
    }

    private static Profile resource(String name) {
        String file = name + ".yaml";
        try (InputStream in = ProfileReader.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalStateException("no resource " + file);
            }
            return read(file, new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Reads one profile.
     *
     * @param source where the text comes from, for errors
     * @throws IllegalArgumentException saying what is wrong, and in which line where it is the text's form
     */
    static Profile read(String source, String yaml) {
        ProfileDocument document;
        try {
            document = YAML.readValue(yaml);
        } catch (JsonMappingException e) {
            throw malformed(source, lineOf(yaml, e.getPath()), e);
        } catch (JsonProcessingException e) {
            throw malformed(source, e.getLocation().getLineNr(), e);
        }
        Profile profile;
        try {
            profile = document.toProfile();
        } catch (IllegalArgumentException | QkmsException e) {
            throw new IllegalArgumentException(source + ": " + e.getMessage(), e);
        }
        requireEnforced(source, profile);
        return profile;
    }

    private static IllegalArgumentException malformed(String source, int line, JsonProcessingException e) {
        return new IllegalArgumentException(source + " line " + line + ": " + e.getOriginalMessage(), e);
    }

    /** Where a field stands, or as much of its path as the text has: Jackson itself only knows where the record ended. */
    private static int lineOf(String yaml, List<JsonMappingException.Reference> path) {
        StringBuilder pointer = new StringBuilder();
        path.forEach(step -> pointer.append('/')
                .append(step.getFieldName() == null ? Integer.toString(step.getIndex()) : step.getFieldName()));
        String wanted = pointer.toString();
        int line = 1;
        try (JsonParser parser = YAML.getFactory().createParser(yaml)) {
            while (parser.nextToken() != null) {
                String here = parser.getParsingContext().pathAsPointer().toString();
                if (here.equals(wanted)) {
                    return parser.currentTokenLocation().getLineNr();
                }
                if (!here.isEmpty() && wanted.startsWith(here + "/")) {
                    line = parser.currentTokenLocation().getLineNr();
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("YAML that was read before", e);
        }
        return line;
    }

    private static void requireEnforced(String source, Profile profile) {
        require(source, "extends", profile.parent() == null);
        require(source, "rules", profile.rules().isEmpty());
        require(source, "approval", profile.approval() == Profile.Approval.AUTOMATIC);
        require(source, "enrollment_token", profile.enrollmentToken() == Profile.EnrollmentToken.NONE);
    }

    private static void require(String source, String field, boolean enforced) {
        if (!enforced) {
            throw new IllegalArgumentException(source + ": " + field + " is not available in this release");
        }
    }

    private static final class IsoDuration extends JsonDeserializer<Duration> {
        @Override
        public Duration deserialize(JsonParser in, DeserializationContext context) throws IOException {
            String text = in.getText();
            try {
                return Duration.parse(text);
            } catch (DateTimeParseException e) {
                return (Duration) context.handleWeirdStringValue(Duration.class, text, "not an ISO 8601 duration");
            }
        }
    }
}
