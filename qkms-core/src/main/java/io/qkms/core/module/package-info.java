/** Signature modules: one per cryptographic provider, with known-answer self-tests, health, and the choice and failover between them. */
@NullMarked
package io.qkms.core.module;

import org.jspecify.annotations.NullMarked;
