/** The registry of algorithms: one value each, with all its names, its family, sizes and security level. No other place spells an algorithm name, an OID or a JOSE name. */
@NullMarked
package io.qkms.core.algorithm;

import org.jspecify.annotations.NullMarked;
