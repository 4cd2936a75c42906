package io.qkms.testsupport;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.opentest4j.TestAbortedException;

/**
 * The independent programs that check the bytes we make: our own code verifying our own output proves little.
 *
 * <p>A judge is looked for where its environment variable points ({@code QKMS_OPENSSL}; {@code QKMS_NODE} and
 * {@code QKMS_JOSE}), then in the repository's {@code .tools} (made by {@code ./dev judges}), then on {@code PATH}. A
 * test that asks for a missing judge is skipped with one line that says so; with {@code QKMS_REQUIRE_JUDGES=1} it fails.
 */
public final class Judges {
    private static final JudgeSearch HERE =
            new JudgeSearch(System.getenv(), Path.of("").toAbsolutePath());

    private Judges() {}

    /**
     * OpenSSL 3.5 or later.
     *
     * @throws TestAbortedException if there is none
     * @throws AssertionError if there is none and {@code QKMS_REQUIRE_JUDGES=1}
     */
    public static OpenSsl openSsl() {
        return OpenSslHere.FOUND.orElseThrow(() -> missing(System.getenv(), HERE.openSslMissing()));
    }

    /**
     * Node 24 or later with {@code jose}.
     *
     * @throws TestAbortedException if there is none
     * @throws AssertionError if there is none and {@code QKMS_REQUIRE_JUDGES=1}
     */
    public static NodeJose node() {
        return NodeHere.FOUND.orElseThrow(() -> missing(System.getenv(), HERE.nodeMissing()));
    }

    /** OpenSSL for callers other than tests, which decide themselves what its absence means. */
    public static Optional<OpenSsl> findOpenSsl() {
        return OpenSslHere.FOUND;
    }

    /** Node with {@code jose} for callers other than tests, which decide themselves what its absence means. */
    public static Optional<NodeJose> findNode() {
        return NodeHere.FOUND;
    }

    static RuntimeException missing(Map<String, String> environment, String line) {
        if ("1".equals(environment.get("QKMS_REQUIRE_JUDGES"))) {
            throw new AssertionError(line);
        }
        return new TestAbortedException(line);
    }

    // Each is looked for once a JVM, and only if someone asks.
    private static final class OpenSslHere {
        static final Optional<OpenSsl> FOUND = HERE.openSsl();
    }

    private static final class NodeHere {
        static final Optional<NodeJose> FOUND = HERE.node();
    }
}
