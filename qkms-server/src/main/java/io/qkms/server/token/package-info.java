/** Tokens: signing and verifying JWTs and JWSs with realms' keys, and the key sets that relying parties fetch. */
@NullMarked
package io.qkms.server.token;

import org.jspecify.annotations.NullMarked;
