/** The service: HTTP, access, persistence, events, scheduling and the command line. */
@NullMarked
package io.qkms.server;

import org.jspecify.annotations.NullMarked;
