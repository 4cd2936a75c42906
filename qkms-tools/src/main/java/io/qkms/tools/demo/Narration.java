package io.qkms.tools.demo;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;

/** Tells the demo step by step: what is done, how long it took, what it proved. */
final class Narration {
    private static final int WIDTH = 64;
    private static final String INDENT = " ".repeat(8);

    /** A step failed, and that has been told; those after it rest on it. */
    static final class Ended extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private Ended(Throwable cause) {
            super(cause);
        }
    }

    private final PrintWriter out;
    private final Messages messages;
    private final boolean colours;
    private final List<String> unproven = new ArrayList<>();
    private final long started = System.nanoTime();
    private int steps;
    private boolean failed;

    Narration(PrintWriter out, Messages messages, boolean colours) {
        this.out = out;
        this.messages = messages;
        this.colours = colours;
    }

    void title(String text) {
        out.println();
        out.println(bold(text));
        out.println();
        out.flush();
    }

    /** Notes what the demo cannot show here. */
    void unproven(String what) {
        unproven.add(what);
    }

    /**
     * Runs a step and tells of it.
     *
     * @param name its key among the messages, which has a title, a {@code .done} and a {@code .proved}
     * @param words what these are filled with, from what came of the step
     * @throws Ended if the step failed
     */
    <T> T step(String name, Callable<T> action, Function<T, List<?>> words) {
        steps++;
        long begin = System.nanoTime();
        try {
            T result = action.call();
            Object[] filling = words.apply(result).stream().map(String::valueOf).toArray();
            head(green("✓"), name, begin);
            out.println(INDENT + messages.text(name + ".done", filling));
            out.println(INDENT + dim("→ " + messages.text(name + ".proved", filling)));
            return result;
        } catch (Exception e) {
            failed = true;
            head(red("✗"), name, begin);
            out.println(INDENT + reason(e).strip().replace("\n", "\n" + INDENT));
            throw new Ended(e);
        } finally {
            out.flush();
        }
    }

    /**
     * Says how it went.
     *
     * @param complete whether what could not be proved counts as failure
     * @return whether everything held
     */
    boolean end(boolean complete) {
        String time = time(Duration.ofNanos(System.nanoTime() - started));
        out.println();
        out.println(bold(failed ? messages.text("end.failed", steps) : messages.text("end.held", steps, time)));
        unproven.forEach(what -> out.println(yellow("! ") + what));
        out.println();
        out.flush();
        return !failed && (unproven.isEmpty() || !complete);
    }

    private void head(String mark, String step, long begin) {
        String name = messages.text(step);
        String time = time(Duration.ofNanos(System.nanoTime() - begin));
        int gap = Math.max(1, WIDTH - columns(name) - time.length());
        out.printf("  %s %2d  %s%s%s%n", mark, steps, bold(name), " ".repeat(gap), dim(time));
    }

    private static String reason(Exception e) {
        return e instanceof Disagreement ? String.valueOf(e.getMessage()) : e.toString();
    }

    static String time(Duration duration) {
        long millis = duration.toMillis();
        return millis < 1000 ? millis + " ms" : "%d.%02d s".formatted(millis / 1000, millis % 1000 / 10);
    }

    /** Columns on a terminal: Hangul takes two each. */
    static int columns(String text) {
        return text.codePoints()
                .map(c -> Character.UnicodeScript.of(c) == Character.UnicodeScript.HANGUL ? 2 : 1)
                .sum();
    }

    private String bold(String text) {
        return styled("1", text);
    }

    private String dim(String text) {
        return styled("2", text);
    }

    private String green(String text) {
        return styled("32", text);
    }

    private String red(String text) {
        return styled("31", text);
    }

    private String yellow(String text) {
        return styled("33", text);
    }

    private String styled(String code, String text) {
        return colours ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
    }
}
