package io.qkms.core.x509;

import static org.assertj.core.api.Assertions.assertThat;

import io.qkms.core.error.QkmsException;
import io.qkms.testsupport.Mutator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever text comes as a name is read, and reads back as itself, or is refused. */
class NameFuzzTest {
    private static final int TEXTS = 50_000;
    private static final String TELLING =
            "a.*-@:/[]%\u3002\uFF0E\u00DF\u200D\uD800\uDC00\uAC8Cxn--XN--0123456789 \u0000\\,=+#\"<>;CNO";
    private static final long SEED = Mutator.seeded().seed();

    @Test
    void alternativeNamesAreReadOnceAndForAll() {
        Random random = new Random(SEED);
        for (int i = 0; i < TEXTS; i++) {
            String text = text(random);
            try {
                SubjectAlternativeName name = SubjectAlternativeName.parse("name", text);
                assertThat(SubjectAlternativeName.parse("name", name.prefixed()))
                        .as(shown(text))
                        .isEqualTo(name);
            } catch (QkmsException refusal) {
                assertThat(refusal.code().httpStatus()).as(shown(text)).isEqualTo(400);
            } catch (RuntimeException other) {
                throw new AssertionError(shown(text), other);
            }
        }
    }

    @Test
    void distinguishedNamesAreReadOnceAndForAll() {
        Random random = new Random(SEED);
        for (int i = 0; i < TEXTS; i++) {
            String text = (random.nextBoolean() ? "CN=" : "") + text(random);
            try {
                DistinguishedName name = DistinguishedName.parse("subject", text);
                assertThat(List.of(
                                DistinguishedName.parse("subject", name.toString()),
                                DistinguishedName.ofDer(name.encoded())))
                        .as(shown(text))
                        .containsExactly(name, name);
            } catch (QkmsException refusal) {
                assertThat(refusal.code().httpStatus()).as(shown(text)).isEqualTo(400);
            } catch (RuntimeException other) {
                throw new AssertionError(shown(text), other);
            }
        }
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        for (int left = random.nextInt(14); left > 0; left--) {
            text.append(
                    random.nextInt(6) == 0
                            ? (char) random.nextInt(0x10000)
                            : TELLING.charAt(random.nextInt(TELLING.length())));
        }
        return text.toString();
    }

    private static String shown(String text) {
        return "qkms.fuzz.seed=" + SEED + ": "
                + text.chars().mapToObj(Integer::toHexString).toList();
    }
}
