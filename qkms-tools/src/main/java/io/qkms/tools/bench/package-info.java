/** Measures Q-KMS as its users meet it: one run, one machine, every figure with the ratio that it is to be judged by. */
@NullMarked
package io.qkms.tools.bench;

import org.jspecify.annotations.NullMarked;
