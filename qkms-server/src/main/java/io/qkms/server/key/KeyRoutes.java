package io.qkms.server.key;

import io.qkms.core.x509.DistinguishedName;
import io.qkms.core.x509.Pem;
import io.qkms.core.x509.SubjectAlternativeName;
import io.qkms.server.http.Answer;
import io.qkms.server.http.Call;
import io.qkms.server.http.Operations;
import io.qkms.server.http.Routes;
import io.qkms.server.store.PageRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code /v1/keys}. */
public final class KeyRoutes implements Routes {
    private final KeyService service;

    public KeyRoutes(KeyService service) {
        this.service = service;
    }

    /** The body of {@code :csr}. */
    record CsrRequest(String subject, @Nullable List<String> subjectAltNames) {

        List<SubjectAlternativeName> names() {
            List<SubjectAlternativeName> names = new ArrayList<>();
            if (subjectAltNames != null) {
                for (String name : subjectAltNames) {
                    names.add(SubjectAlternativeName.parse("subject_alt_names[" + names.size() + "]", name));
                }
            }
            return names;
        }
    }

    @Override
    public void register(Operations contract) {
        contract.operation("createKey", this::create)
                .operation("listKeys", this::list)
                .operation("getKey", this::get)
                .operation("rotateKey", this::rotate)
                .operation("createKeyCsr", this::csr)
                .operation("makeKeyDefault", this::makeDefault);
    }

    private Answer create(Call call) {
        KeyPlan plan = call.body(KeyRequest.class).plan(call.caller().tenant());
        return answer(201, service.create(plan, Cause.of(call)));
    }

    private Answer list(Call call) {
        PageRequest page = PageRequest.parse(call.query("limit"), call.query("cursor"));
        return Answer.json(200, service.list(call.caller().tenant(), KeyFilter.of(call), page));
    }

    private Answer get(Call call) {
        return answer(200, service.get(call.caller().tenant(), call.path("id")));
    }

    private Answer rotate(Call call) {
        return answer(200, service.rotate(call.caller().tenant(), call.path("id"), Cause.of(call)));
    }

    private Answer csr(Call call) {
        CsrRequest body = call.body(CsrRequest.class);
        byte[] der = service.certificationRequest(
                call.caller().tenant(),
                call.path("id"),
                DistinguishedName.parse("subject", body.subject()),
                body.names());
        return Answer.json(200, Map.of("csr", Pem.encode(Pem.CERTIFICATE_REQUEST, der)));
    }

    private Answer makeDefault(Call call) {
        return answer(200, service.makeDefault(call.caller().tenant(), call.path("id"), Cause.of(call)));
    }

    private Answer answer(int status, KeyEntry entry) {
        return Answer.json(status, service.view(entry));
    }
}
