package io.qkms.server;

import io.qkms.server.store.TestDatabases;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.ArgumentsProvider;
import org.junit.jupiter.params.support.ParameterDeclarations;

/** One server on H2 and one on PostgreSQL, started when first asked for and shared by all test classes of a run. */
public final class RunningServers implements ArgumentsProvider {
    private static final Namespace NAMESPACE = Namespace.create(RunningServers.class);

    @Override
    public Stream<? extends Arguments> provideArguments(ParameterDeclarations parameters, ExtensionContext context) {
        return Stream.of(Arguments.of(h2(context)), Arguments.of(postgreSql(context)));
    }

    private static RunningServer h2(ExtensionContext context) {
        return context.getRoot()
                .getStore(NAMESPACE)
                .computeIfAbsent("H2", key -> RunningServer.onH2(Map.of()), RunningServer.class);
    }

    private static RunningServer postgreSql(ExtensionContext context) {
        return context.getRoot()
                .getStore(NAMESPACE)
                .computeIfAbsent("PostgreSQL", key -> start(context), RunningServer.class);
    }

    private static RunningServer start(ExtensionContext context) {
        try {
            return RunningServer.onPostgreSql(TestDatabases.newPostgreSql(context), Map.of());
        } catch (java.sql.SQLException e) {
            throw new IllegalStateException("PostgreSQL gives no database", e);
        }
    }
}
