package io.qkms.client;

import io.qkms.client.model.Page;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Queue;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** Walks through a list part by part, asking for the next one when it is needed. */
final class Paging<T> implements Iterator<T> {
    private final Function<@Nullable String, Page<T>> source;
    private final Queue<T> items = new ArrayDeque<>();
    private @Nullable String cursor;
    private boolean ended;

    private Paging(Function<@Nullable String, Page<T>> source) {
        this.source = source;
    }

    /**
     * All elements of a list.
     *
     * @param source gives the part behind a cursor; null asks for the first
     */
    static <T> Stream<T> stream(Function<@Nullable String, Page<T>> source) {
        return StreamSupport.stream(
                Spliterators.spliteratorUnknownSize(new Paging<>(source), Spliterator.ORDERED | Spliterator.NONNULL),
                false);
    }

    @Override
    public boolean hasNext() {
        while (items.isEmpty() && !ended) {
            Page<T> page = source.apply(cursor);
            items.addAll(page.items());
            cursor = page.nextCursor();
            ended = cursor == null;
        }
        return !items.isEmpty();
    }

    @Override
    public T next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        return items.remove();
    }
}
