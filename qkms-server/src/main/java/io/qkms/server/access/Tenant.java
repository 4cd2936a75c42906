package io.qkms.server.access;

/**
 * Whose things these are: keys, requests and certificates belong to the tenant that made them.
 *
 * @param id the identifier
 * @param name what people call it
 * @param appkey its name on the paths of NHN Cloud's API
 */
public record Tenant(String id, String name, String appkey) {
    /** The tenant that every installation begins with. */
    public static final String DEFAULT = "default";

    /** The tenant of Q-KMS's own keys; no client belongs to it. */
    public static final String SYSTEM = "system";
}
