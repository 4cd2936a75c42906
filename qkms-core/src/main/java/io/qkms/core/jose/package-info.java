/** JWS, JWK, JWK sets and thumbprints (RFC 7515, 7517, 7638), with ML-DSA as RFC 9964 defines it. */
@NullMarked
package io.qkms.core.jose;

import org.jspecify.annotations.NullMarked;
