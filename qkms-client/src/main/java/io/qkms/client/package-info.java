/** The {@code /v1} API from Java. */
@NullMarked
package io.qkms.client;

import org.jspecify.annotations.NullMarked;
