package io.qkms.server.http;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.JsonNode;
import io.qkms.core.error.ErrorCode;
import io.qkms.core.error.ErrorDetail;
import io.qkms.core.error.QkmsException;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads a request's JSON body and holds it to its schema. */
final class JsonBody {
    /** Digits before or behind the point that a number may mean: more than any double has, and nothing to fear in arithmetic. */
    private static final int MOST_DIGITS = 400;

    private final Schemas schemas;

    JsonBody(Schemas schemas) {
        this.schemas = schemas;
    }

    /**
     * The body as JSON that keeps to its schema.
     *
     * @param schema the schema's JSON pointer in the contract
     * @throws QkmsException 40000 naming every fault
     */
    JsonNode read(byte[] body, String schema) {
        JsonNode json = parse(body);
        List<ErrorDetail> faults = new ArrayList<>();
        findUnfit(json, "", faults);
        if (faults.isEmpty()) {
            faults = schemas.faults(schema, json, "", "json");
        }
        if (!faults.isEmpty()) {
            throw new QkmsException(ErrorCode.MALFORMED_REQUEST, faults);
        }
        return json;
    }

    private static JsonNode parse(byte[] body) {
        try {
            // Jackson would also take UTF-16 and UTF-32; RFC 8259 §8.1 has UTF-8 only.
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body));
            JsonNode json = Json.parse(body);
            if (json.isMissingNode()) {
                throw QkmsException.malformed("body", "json.syntax", null, null);
            }
            return json;
        } catch (CharacterCodingException e) {
            throw QkmsException.malformed("body", "json.encoding", null, e);
        } catch (StreamConstraintsException e) {
            throw QkmsException.malformed("body", "json.too_complex", null, e);
        } catch (JsonProcessingException e) {
            throw QkmsException.malformed("body", "json.syntax", place(e.getLocation()), e);
        } catch (NumberFormatException e) {
            // An exponent that does not fit into 32 bits.
            throw QkmsException.malformed("body", "json.number", null, e);
        } catch (IOException e) {
            throw QkmsException.malformed("body", "json.syntax", null, e);
        }
    }

    private static @Nullable String place(@Nullable JsonLocation location) {
        return location == null ? null : "line " + location.getLineNr() + ", column " + location.getColumnNr();
    }

    private static void findUnfit(JsonNode node, String field, List<ErrorDetail> faults) {
        if (node.isTextual()) {
            if (Text.unstorable(node.textValue())) {
                faults.add(ErrorDetail.of(field.isEmpty() ? "body" : field, "json.character", null));
            }
        } else if (node.isBigDecimal()) {
            if (meansTooManyDigits(node.decimalValue())) {
                faults.add(ErrorDetail.of(field.isEmpty() ? "body" : field, "json.number", null));
            }
        } else if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                findUnfit(node.get(i), field + "[" + i + "]", faults);
            }
        } else if (node.isObject()) {
            node.properties().forEach(member -> {
                if (Text.unstorable(member.getKey())) {
                    faults.add(ErrorDetail.of(field.isEmpty() ? "body" : field, "json.character", null));
                } else {
                    findUnfit(
                            member.getValue(),
                            field.isEmpty() ? member.getKey() : field + "." + member.getKey(),
                            faults);
                }
            });
        }
    }

    /** {@code 1e10000000} is ten octets to send and megabytes to compute with. */
    private static boolean meansTooManyDigits(BigDecimal number) {
        return number.scale() > MOST_DIGITS || (long) number.precision() - number.scale() > MOST_DIGITS;
    }
}
