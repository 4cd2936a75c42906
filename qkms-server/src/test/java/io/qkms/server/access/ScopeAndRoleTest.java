package io.qkms.server.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

class ScopeAndRoleTest {

    @Test
    void eachRoleHoldsTheOneBelow() {
        assertThat(Role.OPERATOR.scopes()).containsAll(Role.VIEWER.scopes());
        assertThat(Role.ADMIN.scopes()).containsAll(Role.OPERATOR.scopes());
    }

    @Test
    void whatConcernsTheWholeInstallationIsInNoRole() {
        assertThat(Role.ADMIN.scopes())
                .doesNotContain(
                        Scope.CA_ADMIN, Scope.TENANT_ADMIN, Scope.SLOT_READ, Scope.SLOT_ADMIN, Scope.BACKUP_ADMIN);
    }

    @Test
    void everyOtherScopeIsInSomeRole() {
        Set<Scope> byNameOnly =
                Set.of(Scope.CA_ADMIN, Scope.TENANT_ADMIN, Scope.SLOT_READ, Scope.SLOT_ADMIN, Scope.BACKUP_ADMIN);

        assertThat(Scope.values())
                .filteredOn(scope -> !byNameOnly.contains(scope))
                .allSatisfy(scope -> assertThat(Role.ADMIN.scopes()).contains(scope));
    }

    @Test
    void namesAreReadExactly() {
        assertThat(Scope.of("key:create")).contains(Scope.KEY_CREATE);
        assertThat(Scope.of("KEY:CREATE")).isEmpty();
        assertThat(Role.of("viewer")).contains(Role.VIEWER);
        assertThat(Role.of("")).isEmpty();
    }
}
