package io.qkms.tools.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class NarrationTest {
    private final StringWriter text = new StringWriter();
    private final Narration narration = new Narration(new PrintWriter(text), Messages.of("en", ""), false);

    @Test
    void tellsWhatWasDoneAndWhatItProved() {
        String serial = narration.step("revoke", () -> "0x0A", it -> List.of(it, "REVOKED"));

        assertThat(serial).isEqualTo("0x0A");
        assertThat(text.toString())
                .contains("✓  1  Revoke the certificate")
                .contains("0x0A · REVOKED")
                .contains("→ its state has changed");
        assertThat(narration.end(true)).isTrue();
        assertThat(text.toString()).contains("1 steps, all held");
    }

    @Test
    void endsAtTheStepThatFails() {
        assertThatExceptionOfType(Narration.Ended.class)
                .isThrownBy(() -> narration.step(
                        "verify",
                        () -> {
                            throw new Disagreement("OpenSSL says no\nand why");
                        },
                        it -> List.of()));

        assertThat(narration.end(true)).isFalse();
        assertThat(text.toString())
                .contains("✗  1  Verify the certificate")
                .contains("        OpenSSL says no\n        and why")
                .contains("Step 1 failed");
    }

    @Test
    void saysWhatCouldNotBeProved() {
        narration.unproven("that OpenSSL agrees");

        assertThat(narration.end(false)).isTrue();
        assertThat(text.toString()).contains("! that OpenSSL agrees");
        assertThat(narration.end(true)).as("where everything has to be proved").isFalse();
    }

    @Test
    void writesTimesAsPeopleReadThem() {
        assertThat(Narration.time(Duration.ofMillis(7))).isEqualTo("7 ms");
        assertThat(Narration.time(Duration.ofMillis(1049))).isEqualTo("1.04 s");
    }

    @Test
    void knowsThatHangulTakesTwoColumns() {
        assertThat(Narration.columns("키 key")).isEqualTo(6);
    }
}
