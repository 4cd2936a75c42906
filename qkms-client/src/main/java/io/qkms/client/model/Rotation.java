package io.qkms.client.model;

import java.time.Duration;

/**
 * When a key gets a new version by itself.
 *
 * @param every the time from one activation to the next
 * @param overlap how long a new version is published before it signs
 */
public record Rotation(Duration every, Duration overlap) {}
