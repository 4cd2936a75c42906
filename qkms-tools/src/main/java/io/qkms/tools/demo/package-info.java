/** {@code ./dev demo}: the way of a certificate and of a token, each step judged by somebody else's program. */
@NullMarked
package io.qkms.tools.demo;

import org.jspecify.annotations.NullMarked;
