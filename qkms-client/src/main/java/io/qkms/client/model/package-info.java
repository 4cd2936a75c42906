/**
 * What calls take and answer, as records. Answers may carry more members than these know: those are ignored, so that an
 * older client goes on working with a newer server; a value of an enumeration that this client does not know is read as
 * {@code UNKNOWN}.
 */
@NullMarked
package io.qkms.client.model;

import org.jspecify.annotations.NullMarked;
