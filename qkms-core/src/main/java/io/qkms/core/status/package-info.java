/** Certificate status: revocation lists (RFC 5280 §5) and OCSP (RFC 6960, RFC 9654). */
@NullMarked
package io.qkms.core.status;

import org.jspecify.annotations.NullMarked;
