package io.qkms.server.http;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;

/**
 * The platform threads for what burns the processor: as many as cores for signing and verifying, and one for the slow kinds
 * (Argon2id, SLH-DSA, the signing of long lists), so that they never take the others' place. Callers are blocking threads;
 * how many wait is bounded by the {@link AdmissionGate}. Safe for use by many threads.
 */
public final class SigningPool implements AutoCloseable {
    private final ExecutorService quick;
    private final ExecutorService slow;

    /** @param threads how many signatures are made at once */
    public SigningPool(int threads) {
        quick = Executors.newFixedThreadPool(threads, work -> new SigningThread(work, "sign"));
        slow = Executors.newSingleThreadExecutor(work -> new SigningThread(work, "sign-slow"));
    }

    /** The result of a computation of some milliseconds at most, made on a signing thread; its exceptions are rethrown. */
    public <T> T sign(Supplier<T> computation) {
        return await(quick, computation);
    }

    /** The result of a long computation, made on the one slow thread; its exceptions are rethrown. */
    public <T> T signSlowly(Supplier<T> computation) {
        return await(slow, computation);
    }

    /** Computations that are part of another one run where that one runs: waiting for a second thread could be for ever. */
    private static final class SigningThread extends Thread {
        private SigningThread(Runnable work, String name) {
            super(work, name);
            setDaemon(true);
        }
    }

    private static <T> T await(ExecutorService pool, Supplier<T> computation) {
        if (Thread.currentThread() instanceof SigningThread) {
            return computation.get();
        }
        Callable<T> task = computation::get;
        Future<T> result = pool.submit(task);
        try {
            return result.get();
        } catch (InterruptedException e) {
            result.cancel(false);
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for a signing thread", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException exception) {
                throw exception;
            }
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw new IllegalStateException("a computation threw what it does not declare", e);
        }
    }

    /** Finishes what was begun and ends the threads. */
    @Override
    public void close() {
        quick.close();
        slow.close();
    }
}
