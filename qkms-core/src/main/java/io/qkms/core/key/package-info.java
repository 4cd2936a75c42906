/** A key and its versions, states and rotation, as values with rules. Knows nothing of how they are stored. */
@NullMarked
package io.qkms.core.key;

import org.jspecify.annotations.NullMarked;
