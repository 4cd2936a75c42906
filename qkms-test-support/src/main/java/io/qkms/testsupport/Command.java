package io.qkms.testsupport;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A program with its fixed part: where it is, where it runs and how long it may take. */
record Command(List<String> program, @Nullable Path directory, Duration limit) {

    /**
     * Runs the program to its end.
     *
     * @throws UncheckedIOException if it cannot be started
     * @throws IllegalStateException if it takes longer than the limit; it is killed then
     */
    Result run(List<String> arguments, Map<String, String> environment, byte[] stdin) {
        List<String> line = new ArrayList<>(program);
        line.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(line);
        if (directory != null) {
            builder.directory(directory.toFile());
        }
        builder.environment().putAll(environment);
        try {
            return await(builder.start(), stdin);
        } catch (IOException cannotStart) {
            throw new UncheckedIOException("cannot run " + program, cannotStart);
        }
    }

    private Result await(Process process, byte[] stdin) {
        // All three streams move at once: a process blocked on one of them would never end.
        CompletableFuture<Void> fed = CompletableFuture.runAsync(() -> feed(process, stdin), Command::start);
        CompletableFuture<byte[]> out =
                CompletableFuture.supplyAsync(() -> drain(process.getInputStream()), Command::start);
        CompletableFuture<byte[]> err =
                CompletableFuture.supplyAsync(() -> drain(process.getErrorStream()), Command::start);
        try {
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IllegalStateException(program + " did not end within " + limit);
            }
            fed.join();
            return new Result(process.exitValue(), out.join(), new String(err.join(), StandardCharsets.UTF_8));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while " + program + " ran", interrupted);
        } finally {
            process.destroyForcibly();
        }
    }

    /** A shared pool could be full of readers that wait for a writer that waits for its turn. */
    private static void start(Runnable task) {
        Thread thread = new Thread(task, "judge");
        thread.setDaemon(true);
        thread.start();
    }

    private static void feed(Process process, byte[] stdin) {
        try (OutputStream in = process.getOutputStream()) {
            in.write(stdin);
        } catch (IOException notRead) {
            // A program may end without reading all of its input; its exit code says whether that was right.
        }
    }

    private static byte[] drain(InputStream stream) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (stream) {
            stream.transferTo(bytes);
        } catch (IOException closed) {
            // Killed at its time limit: what came until then is kept.
        }
        return bytes.toByteArray();
    }
}
