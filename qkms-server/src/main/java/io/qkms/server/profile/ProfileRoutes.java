package io.qkms.server.profile;

import io.qkms.core.policy.Profile;
import io.qkms.server.http.Answer;
import io.qkms.server.http.Call;
import io.qkms.server.http.Operations;
import io.qkms.server.http.Routes;
import io.qkms.server.store.Page;
import io.qkms.server.store.PageRequest;

/** {@code /v1/profiles}. */
public final class ProfileRoutes implements Routes {
    private final ProfileService service;

    /** Answers with what the service has. */
    public ProfileRoutes(ProfileService service) {
        this.service = service;
    }

    @Override
    public void register(Operations contract) {
        contract.operation("listProfiles", this::list).operation("getProfile", this::get);
    }

    private Answer list(Call call) {
        Page<Profile> page = service.list(PageRequest.parse(call.query("limit"), call.query("cursor")));
        return Answer.json(
                200, new Page<>(page.items().stream().map(ProfileDocument::of).toList(), page.nextCursor()));
    }

    private Answer get(Call call) {
        return Answer.json(200, ProfileDocument.of(service.get(call.path("name"))));
    }
}
