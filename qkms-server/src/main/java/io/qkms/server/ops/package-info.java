/** What operators look at: health, the signature modules' self-tests, metrics. */
@NullMarked
package io.qkms.server.ops;

import org.jspecify.annotations.NullMarked;
