/** PKCS#10 requests with proof of possession, names, certificate building that signs only what was checked, chains (RFC 5280, RFC 2986, RFC 9881). */
@NullMarked
package io.qkms.core.x509;

import org.jspecify.annotations.NullMarked;
