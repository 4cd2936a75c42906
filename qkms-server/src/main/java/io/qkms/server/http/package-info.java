/**
 * HTTP, led by the contract: {@code openapi.yaml} says which operations there are, who may call them and what goes in and
 * out; requests that reach a handler keep to it, and every refusal leaves through one renderer.
 */
@NullMarked
package io.qkms.server.http;

import org.jspecify.annotations.NullMarked;
