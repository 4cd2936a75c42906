package io.qkms.server;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What has to be closed when the server stops, the last opened first. Used by one thread. */
final class Closing implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Closing.class);

    private final Deque<AutoCloseable> opened = new ArrayDeque<>();

    /** Notes that this is to be closed. */
    <C extends AutoCloseable> C later(C resource) {
        opened.push(resource);
        return resource;
    }

    /** Closes everything; what fails is logged and does not keep the rest open. */
    @Override
    public void close() {
        while (!opened.isEmpty()) {
            AutoCloseable resource = opened.pop();
            try {
                resource.close();
            } catch (Exception e) {
                LOG.error("{} did not close", resource.getClass().getSimpleName(), e);
            }
        }
    }
}
