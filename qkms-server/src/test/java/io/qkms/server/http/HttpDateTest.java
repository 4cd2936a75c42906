package io.qkms.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class HttpDateTest {
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("1994-11-06T08:49:37.999Z"));
    private final HttpDate date = new HttpDate(now::get);

    @Test
    void isWrittenAsRfc9110HasIt() {
        assertThat(date.now()).isEqualTo("Sun, 06 Nov 1994 08:49:37 GMT");
    }

    @Test
    void followsTheClock() {
        date.now();
        now.set(Instant.parse("1994-11-06T08:49:38Z"));

        assertThat(date.now()).isEqualTo("Sun, 06 Nov 1994 08:49:38 GMT");
    }
}
