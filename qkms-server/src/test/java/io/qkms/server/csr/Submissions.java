package io.qkms.server.csr;

import io.qkms.server.access.Caller;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Submits requests for tests of other packages. */
public final class Submissions {
    private Submissions() {}

    /** Submits a CSR in PEM; gives the request's identifier. */
    public static String submit(CsrService service, Caller caller, String csr, String profile) {
        return service.submit(caller, "request", ofCsr(csr, profile)).csr().id();
    }

    /** Submits a request for a key that is held; gives its identifier. */
    public static String submit(
            CsrService service, Caller caller, String keyId, String subject, String profile, List<String> names) {
        return service.submit(caller, "request", ofKey(keyId, subject, profile, names, null, Map.of()))
                .csr()
                .id();
    }

    /** A request's status and serial number. */
    public static String status(CsrService service, String id) {
        CsrView view = service.get("default", id);
        return view.status() + " " + view.serial();
    }

    static CsrSubmission ofCsr(String csr, String profile, String... names) {
        return new CsrSubmission(csr, profile, List.of(names), null, null, null, null, null);
    }

    static CsrSubmission ofKey(
            String keyId,
            String subject,
            String profile,
            List<String> names,
            @Nullable Duration validity,
            Map<String, String> tags) {
        return new CsrSubmission(null, profile, names, null, keyId, subject, validity, tags);
    }
}
