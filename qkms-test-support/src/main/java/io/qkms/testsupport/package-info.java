/** What tests share: the independent judges and a seeded mutator. */
@NullMarked
package io.qkms.testsupport;

import org.jspecify.annotations.NullMarked;
