package io.qkms.server.store;

import java.util.Collection;
import javax.sql.DataSource;
import org.hibernate.SessionFactory;
import org.hibernate.boot.MetadataSources;
import org.hibernate.boot.registry.BootstrapServiceRegistryBuilder;
import org.hibernate.boot.registry.StandardServiceRegistryBuilder;
import org.hibernate.bytecode.internal.none.BytecodeProviderImpl;
import org.hibernate.bytecode.spi.BytecodeProvider;
import org.hibernate.cfg.AvailableSettings;

/**
 * Builds Hibernate's session factory with nothing that a start can do without: the schema is Flyway's and is not looked at
 * again, mappings come from the given classes alone.
 */
final class SessionFactories {
    private SessionFactories() {}

    static SessionFactory build(DataSource dataSource, Collection<Class<?>> records) {
        var bootstrap = new BootstrapServiceRegistryBuilder().build();
        var registry = new StandardServiceRegistryBuilder(bootstrap)
                .applySetting(AvailableSettings.JAKARTA_NON_JTA_DATASOURCE, dataSource)
                .applySetting(AvailableSettings.XML_MAPPING_ENABLED, false)
                .applySetting(AvailableSettings.JAKARTA_VALIDATION_MODE, "none")
                .applySetting(AvailableSettings.CONNECTION_PROVIDER_DISABLES_AUTOCOMMIT, true)
                .applySetting(AvailableSettings.STATEMENT_BATCH_SIZE, 50)
                .applySetting(AvailableSettings.ORDER_INSERTS, true)
                .applySetting(AvailableSettings.USE_SECOND_LEVEL_CACHE, false)
                .applySetting(AvailableSettings.JDBC_TIME_ZONE, "UTC")
                .applySetting(AvailableSettings.JPA_COMPLIANCE, false)
                // No association is lazy, so that nothing needs a proxy: classes made at start would be most of its
                // time.
                .addService(BytecodeProvider.class, new BytecodeProviderImpl())
                .build();
        MetadataSources sources = new MetadataSources(registry);
        records.forEach(sources::addAnnotatedClass);
        return sources.buildMetadata().buildSessionFactory();
    }
}
