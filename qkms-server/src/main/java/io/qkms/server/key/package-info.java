/** Keys: making, rotating, listing them, certification requests for them, and what else of the server needs of keys. */
@NullMarked
package io.qkms.server.key;

import org.jspecify.annotations.NullMarked;
