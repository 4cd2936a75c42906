package io.qkms.server.profile;

import io.qkms.core.error.ErrorCode;
import io.qkms.core.error.ErrorDetail;
import io.qkms.core.error.QkmsException;
import io.qkms.core.policy.Profile;
import io.qkms.server.store.Page;
import io.qkms.server.store.PageRequest;
import java.util.Collection;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;

/** The profiles in force, by name. Unchanging; safe for use by many threads. */
public final class ProfileService {
    /** Names of profiles; the positions of other lists have a low line or are numbers. */
    private static final Pattern POSITION = Pattern.compile("(?![0-9]+$)[a-z0-9-]{1,63}");

    private final NavigableMap<String, Profile> profiles = new TreeMap<>();

    private ProfileService(List<Profile> inForce) {
        inForce.forEach(profile -> profiles.put(profile.name(), profile));
    }

    /**
     * The profiles that come with the server.
     *
     * @throws IllegalArgumentException if one of them does not parse
     */
    public static ProfileService shipped() {
        return new ProfileService(ProfileReader.shipped());
    }

    /** All profiles, by name. */
    public List<Profile> all() {
        return List.copyOf(profiles.values());
    }

    /** The profile of this name; empty if there is none. */
    public Optional<Profile> find(String name) {
        return Optional.ofNullable(profiles.get(name));
    }

    /** One page of the profiles, by name. */
    public Page<Profile> list(PageRequest page) {
        String after = page.after(POSITION);
        Collection<Profile> rest = (after == null ? profiles : profiles.tailMap(after, false)).values();
        return Page.of(rest.stream().limit(page.limit() + 1L).toList(), page, Profile::name, Function.identity());
    }

    /**
     * The profile that a path names.
     *
     * @throws QkmsException 40401 if there is none
     */
    public Profile get(String name) {
        Profile profile = profiles.get(name);
        if (profile == null) {
            throw QkmsException.notFound("name", name);
        }
        return profile;
    }

    /**
     * The profile that a request wants to be judged by.
     *
     * @param field the request's field, for the error
     * @throws QkmsException 40001 with rule {@code profile.unknown} if there is none
     */
    public Profile requireKnown(String field, String name) {
        Profile profile = profiles.get(name);
        if (profile == null) {
            throw new QkmsException(
                    ErrorCode.POLICY_VIOLATION,
                    List.of(new ErrorDetail(field, "profile.unknown", name, List.copyOf(profiles.keySet()))));
        }
        return profile;
    }
}
