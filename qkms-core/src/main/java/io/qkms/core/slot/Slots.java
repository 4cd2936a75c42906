package io.qkms.core.slot;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** All slots, by id. Immutable and safe for use by many threads. */
public final class Slots {
    private final Map<String, Slot> byId;

    /**
     * These slots.
     *
     * @throws IllegalStateException if two have the same id
     */
    public Slots(Collection<? extends Slot> slots) {
        this.byId = slots.stream().collect(Collectors.toUnmodifiableMap(Slot::id, Function.identity()));
    }

    /** The slot with this id. */
    public Optional<Slot> find(String id) {
        return Optional.ofNullable(byId.get(id));
    }

    /**
     * The slot with this id, where there must be one.
     *
     * @throws IllegalArgumentException if there is none
     */
    public Slot slot(String id) {
        return find(id).orElseThrow(() -> new IllegalArgumentException("no slot " + id));
    }

    /**
     * A signer for a key part, from the slot that holds it.
     *
     * @throws IllegalArgumentException if no slot has it, or it does not open
     * @throws io.qkms.core.error.QkmsException 50301 if its slot is sealed
     */
    public Signer signer(KeyPart part) {
        return slot(part.slot()).signer(part);
    }
}
