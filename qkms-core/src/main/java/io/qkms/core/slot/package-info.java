/** HSM-equivalent slots, where private keys live: generate, sign, seal. Outside a slot a private key exists only as ciphertext. */
@NullMarked
package io.qkms.core.slot;

import org.jspecify.annotations.NullMarked;
