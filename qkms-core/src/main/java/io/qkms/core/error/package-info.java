/** Every refusal of the API contract, said once: {@link io.qkms.core.error.QkmsException} with an {@link io.qkms.core.error.ErrorCode}. */
@NullMarked
package io.qkms.core.error;

import org.jspecify.annotations.NullMarked;
