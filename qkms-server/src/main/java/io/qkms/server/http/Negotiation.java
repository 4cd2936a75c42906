package io.qkms.server.http;

import io.qkms.core.error.ErrorCode;
import io.qkms.core.error.ErrorDetail;
import io.qkms.core.error.QkmsException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Chooses a representation by the request's {@code Accept} (RFC 9110 §12.5.1). */
final class Negotiation {
    private static final Pattern WEIGHT = Pattern.compile(";\\s*q\\s*=\\s*([01](?:\\.\\d{0,3})?)\\s*(?:;|$)");

    private Negotiation() {}

    /**
     * The media type that the caller likes best; the first of the producible ones on a tie, or if there is no {@code Accept}.
     *
     * @param accept the values of the {@code Accept} header fields
     * @param producible the media types that can be answered, in our order of preference; empty if there is no body
     * @throws QkmsException 40601 if none is acceptable
     */
    static String choose(List<String> accept, List<String> producible) {
        List<Range> ranges = ranges(accept);
        if (producible.isEmpty()) {
            return "";
        }
        String best = "";
        double bestWeight = 0;
        for (String candidate : producible) {
            double weight = ranges.isEmpty() ? 1 : weight(candidate, ranges);
            if (weight > bestWeight) {
                best = candidate;
                bestWeight = weight;
            }
        }
        if (best.isEmpty()) {
            throw new QkmsException(
                    ErrorCode.NOT_ACCEPTABLE,
                    List.of(new ErrorDetail("Accept", "media_type.not_acceptable", null, producible)));
        }
        return best;
    }

    /** The weight that the most specific matching range gives. */
    private static double weight(String candidate, List<Range> ranges) {
        double weight = 0;
        int specificity = -1;
        for (Range range : ranges) {
            int matched = range.specificityFor(candidate);
            if (matched > specificity) {
                specificity = matched;
                weight = range.weight();
            }
        }
        return weight;
    }

    private static List<Range> ranges(List<String> accept) {
        List<Range> ranges = new ArrayList<>();
        for (String header : accept) {
            for (String element : header.split(",", -1)) {
                String range = element.strip().toLowerCase(Locale.ROOT);
                if (!range.isEmpty()) {
                    Matcher weight = WEIGHT.matcher(range);
                    ranges.add(new Range(
                            range.split(";", 2)[0].strip(),
                            weight.find() ? Math.min(1, Double.parseDouble(weight.group(1))) : 1));
                }
            }
        }
        return ranges;
    }

    private record Range(String type, double weight) {

        /** 2 for the type itself, 1 for {@code type/*}, 0 for everything, -1 for no match. */
        int specificityFor(String candidate) {
            if (type.equals(candidate)) {
                return 2;
            }
            if (type.endsWith("/*") && candidate.startsWith(type.substring(0, type.length() - 1))) {
                return 1;
            }
            return type.equals("*/*") || type.equals("*") ? 0 : -1;
        }
    }
}
