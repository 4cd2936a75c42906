/** Whether certificates still hold: revocation lists and OCSP, with the delegated responders that sign the latter. */
@NullMarked
package io.qkms.server.status;

import org.jspecify.annotations.NullMarked;
