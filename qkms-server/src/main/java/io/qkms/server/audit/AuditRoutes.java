package io.qkms.server.audit;

import io.qkms.server.http.Answer;
import io.qkms.server.http.Call;
import io.qkms.server.http.Operations;
import io.qkms.server.http.Routes;
import io.qkms.server.store.PageRequest;

/** {@code /v1/audit}. */
public final class AuditRoutes implements Routes {
    private final AuditService service;

    public AuditRoutes(AuditService service) {
        this.service = service;
    }

    @Override
    public void register(Operations contract) {
        contract.operation("listAuditEvents", this::list).operation("verifyAudit", call -> verify());
    }

    private Answer list(Call call) {
        PageRequest page = PageRequest.parse(call.query("limit"), call.query("cursor"));
        return Answer.json(200, service.list(call.caller(), page));
    }

    private Answer verify() {
        return Answer.json(200, service.verify());
    }
}
