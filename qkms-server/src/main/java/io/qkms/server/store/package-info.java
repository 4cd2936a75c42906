/**
 * Persistence: one SQL database, H2 in a file or PostgreSQL, behind Hibernate; transactions, migrations, identifiers, pages,
 * leases, and the feed by which nodes on one database learn of each other's changes.
 */
@NullMarked
package io.qkms.server.store;

import org.jspecify.annotations.NullMarked;
