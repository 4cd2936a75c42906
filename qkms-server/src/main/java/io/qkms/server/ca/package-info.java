/**
 * Certification authorities: two hierarchies side by side, one post-quantum and one classical; which of their intermediates
 * issues for a profile; new intermediates.
 */
@NullMarked
package io.qkms.server.ca;

import org.jspecify.annotations.NullMarked;
