/** What an installation has of its own before it serves: its mode, the keys of its slots, the credentials that dev mode makes. */
@NullMarked
package io.qkms.server.installation;

import org.jspecify.annotations.NullMarked;
