/**
 * The audit log: every event of note as a CloudEvent, written in the transaction of what it tells of, chained right after the
 * commit so that later changes show.
 */
@NullMarked
package io.qkms.server.audit;

import org.jspecify.annotations.NullMarked;
