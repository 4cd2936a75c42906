/** Certificate profiles: the three that are shipped, as YAML and over {@code /v1/profiles}. */
@NullMarked
package io.qkms.server.profile;

import org.jspecify.annotations.NullMarked;
