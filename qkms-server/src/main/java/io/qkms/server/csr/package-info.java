/** Certification requests: parsed, proven, judged by policy, kept until a certificate is issued for them. */
@NullMarked
package io.qkms.server.csr;

import org.jspecify.annotations.NullMarked;
