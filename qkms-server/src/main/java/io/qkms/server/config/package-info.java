/** The configuration: a YAML file and the environment, read once, checked whole, handed around as one immutable value. */
@NullMarked
package io.qkms.server.config;

import org.jspecify.annotations.NullMarked;
