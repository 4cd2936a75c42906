/** The demonstration and the benchmarks; no part of the server. */
@NullMarked
package io.qkms.tools;

import org.jspecify.annotations.NullMarked;
