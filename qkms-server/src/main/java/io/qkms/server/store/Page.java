package io.qkms.server.store;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A part of a list.
 *
 * @param nextCursor where the next part begins; null at the end
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record Page<T>(
        @JsonProperty("items") List<T> items,
        @JsonProperty("next_cursor") @Nullable String nextCursor) {

    public Page {
        items = List.copyOf(items);
    }

    /**
     * The page from rows that were read with a limit of one more than asked for: the extra row only tells that more follows.
     *
     * @param position what the cursor holds: the position of the last row shown
     */
    public static <R, T> Page<T> of(
            List<R> rows, PageRequest request, Function<R, String> position, Function<R, T> item) {
        boolean more = rows.size() > request.limit();
        List<R> shown = more ? rows.subList(0, request.limit()) : rows;
        return new Page<>(
                shown.stream().map(item).toList(), more ? PageRequest.cursor(position.apply(shown.getLast())) : null);
    }
}
