package io.qkms.server.status;

import io.qkms.core.x509.Pem;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A full list as it is served. Immutable but for the text that is made when it is first asked for; safe for many threads. */
public final class PublishedCrl {

    private final String issuerId;
    private final long number;
    private final Instant thisUpdate;
    private final Instant nextUpdate;
    private final byte[] der;
    private final String digest;
    private volatile byte @Nullable [] pem;

    PublishedCrl(String issuerId, long number, Instant thisUpdate, Instant nextUpdate, byte[] der) {
        this.issuerId = issuerId;
        this.number = number;
        this.thisUpdate = thisUpdate;
        this.nextUpdate = nextUpdate;
        this.der = der;
        this.digest = Digest.of(der);
    }

    /** The authority's id. */
    public String issuerId() {
        return issuerId;
    }

    /** The CRL number. */
    public long number() {
        return number;
    }

    /** When it was issued. */
    public Instant thisUpdate() {
        return thisUpdate;
    }

    /** By when the next one will be issued. */
    public Instant nextUpdate() {
        return nextUpdate;
    }

    /** The DER encoding; not a copy, so to be left alone. */
    byte[] der() {
        return der;
    }

    /** Tells these octets from those of every other list. */
    String digest() {
        return digest;
    }

    /** Whether {@link #pem()} answers at once; else it takes time that grows with the list. */
    boolean hasPem() {
        return pem != null;
    }

    /** The PEM form; not a copy, so to be left alone. */
    byte[] pem() {
        byte[] made = pem;
        if (made == null) {
            made = Pem.encode(Pem.X509_CRL, der).getBytes(StandardCharsets.US_ASCII);
            pem = made;
        }
        return made;
    }
}
