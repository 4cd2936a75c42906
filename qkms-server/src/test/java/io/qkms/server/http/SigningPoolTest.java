package io.qkms.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class SigningPoolTest {
    private final SigningPool pool = new SigningPool(1);

    @AfterEach
    void end() {
        pool.close();
    }

    @Test
    void computesOnThreadsOfItsOwn() {
        assertThat(pool.sign(() -> Thread.currentThread().getName())).startsWith("sign");
        assertThat(pool.signSlowly(() -> Thread.currentThread().getName())).isEqualTo("sign-slow");
    }

    @Test
    void rethrowsWhatAComputationThrows() {
        assertThatThrownBy(() -> pool.sign(() -> {
                    throw new IllegalArgumentException("wrong");
                }))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("wrong");
    }

    @Test
    @Timeout(10)
    void aComputationInsideAnotherWaitsForNoSecondThread() {
        assertThat(pool.sign(() -> pool.sign(() -> 1) + pool.signSlowly(() -> 2)))
                .isEqualTo(3);
    }
}
