/** Certificates: issued, found, renewed, revoked. How a revocation reaches relying parties is the business of {@code status}. */
@NullMarked
package io.qkms.server.certificate;

import org.jspecify.annotations.NullMarked;
