/** Everything that the documentation tells people to type is typed here. */
@NullMarked
package io.qkms.server.guide;

import org.jspecify.annotations.NullMarked;
