/** The engine: algorithms, slots, keys, certificates, status, JOSE and policy. */
@NullMarked
package io.qkms.core;

import org.jspecify.annotations.NullMarked;
