package io.qkms.server.store;

import io.qkms.core.error.QkmsException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which part of a list is asked for.
 *
 * @param limit at most so many items, 1 to 500
 * @param after the position of the last item that the caller has; null from the beginning
 */
public record PageRequest(int limit, @Nullable String after) {
    /** What a caller gets who names no limit. */
    public static final int DEFAULT_LIMIT = 50;

    /** The most that a caller may ask for. */
    public static final int MAXIMUM_LIMIT = 500;

    private static final String FORMAT = "1:";

    /** What positions are made of; anything else is no cursor of ours, and nothing to ask a database for. */
    private static final Pattern POSITION = Pattern.compile("[!-~]{1,128}");

    /**
     * Reads the query parameters {@code limit} and {@code cursor}.
     *
     * @throws QkmsException 40000 if either is not what the contract allows
     */
    public static PageRequest parse(Optional<String> limit, Optional<String> cursor) {
        return new PageRequest(
                limit.map(PageRequest::parseLimit).orElse(DEFAULT_LIMIT),
                cursor.map(PageRequest::parseCursor).orElse(null));
    }

    private static int parseLimit(String text) {
        try {
            int limit = Integer.parseInt(text);
            if (limit >= 1 && limit <= MAXIMUM_LIMIT) {
                return limit;
            }
        } catch (NumberFormatException e) {
            throw QkmsException.malformed("limit", "limit", text, e);
        }
        throw QkmsException.malformed("limit", "limit", text, null);
    }

    private static String parseCursor(String text) {
        try {
            String position = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8);
            if (position.startsWith(FORMAT)
                    && POSITION.matcher(position.substring(FORMAT.length())).matches()) {
                return position.substring(FORMAT.length());
            }
        } catch (IllegalArgumentException e) {
            throw badCursor(text, e);
        }
        throw badCursor(text, null);
    }

    private static QkmsException badCursor(String text, @Nullable Throwable cause) {
        return QkmsException.malformed("cursor", "cursor", text, cause);
    }

    /** The text by which callers ask for what comes after a position. */
    static String cursor(String position) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString((FORMAT + position).getBytes(StandardCharsets.UTF_8));
    }

    /**
     * The position, for lists whose positions look like this.
     *
     * @return null from the beginning
     * @throws QkmsException 40000 if the cursor is another list's
     */
    public @Nullable String after(Pattern position) {
        if (after != null && !position.matcher(after).matches()) {
            throw badCursor(after, null);
        }
        return after;
    }

    /**
     * The position as a number, for lists that are ordered by one.
     *
     * @throws QkmsException 40000 if the cursor is another list's
     */
    public OptionalLong afterNumber() {
        if (after == null) {
            return OptionalLong.empty();
        }
        try {
            return OptionalLong.of(Long.parseLong(after));
        } catch (NumberFormatException e) {
            throw badCursor(after, e);
        }
    }
}
