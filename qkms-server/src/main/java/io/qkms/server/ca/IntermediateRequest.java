package io.qkms.server.ca;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The body of {@code POST /v1/ca/intermediates}. */
record IntermediateRequest(
        String name,
        String subject,
        String algorithm,
        @Nullable String hybridForm,
        Duration validity,
        int pathLength,
        List<String> profiles,
        @Nullable String root,
        @Nullable String slot) {}
