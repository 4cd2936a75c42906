package io.qkms.server.ops;

import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.config.Configurator;

/** Sets how much is logged. The form of the log is {@code log4j2.xml}'s. */
public final class LoggingSetup {
    private LoggingSetup() {}

    /**
     * Sets the least severe level that is logged.
     *
     * @param level for example {@code INFO}
     */
    public static void level(String level) {
        Configurator.setRootLevel(Level.valueOf(level));
    }
}
