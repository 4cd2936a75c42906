/** Profiles, rules, and decisions that name every violation. */
@NullMarked
package io.qkms.core.policy;

import org.jspecify.annotations.NullMarked;
