package io.qkms.server.csr;

import io.qkms.server.http.Answer;
import io.qkms.server.http.Call;
import io.qkms.server.http.Operations;
import io.qkms.server.http.Routes;
import io.qkms.server.store.PageRequest;

/** {@code /v1/csr}. */
public final class CsrRoutes implements Routes {
    private final CsrService service;

    public CsrRoutes(CsrService service) {
        this.service = service;
    }

    @Override
    public void register(Operations contract) {
        contract.operation("submitCsr", this::submit)
                .operation("getCsr", this::get)
                .operation("listCsrs", this::list);
    }

    private Answer submit(Call call) {
        CsrService.Submitted submitted =
                service.submit(call.caller(), call.requestId(), call.body(CsrSubmission.class));
        return Answer.json(submitted.created() ? 201 : 200, submitted.csr());
    }

    private Answer get(Call call) {
        return Answer.json(200, service.get(call.caller().tenant(), call.path("id")));
    }

    private Answer list(Call call) {
        PageRequest page = PageRequest.parse(call.query("limit"), call.query("cursor"));
        return Answer.json(200, service.list(call.caller().tenant(), page));
    }
}
