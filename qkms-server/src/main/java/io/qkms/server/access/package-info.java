/** Who calls: OAuth2 clients, access tokens, scopes and tenants. */
@NullMarked
package io.qkms.server.access;

import org.jspecify.annotations.NullMarked;
