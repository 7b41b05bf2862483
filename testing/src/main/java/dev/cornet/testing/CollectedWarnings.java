package dev.cornet.testing;

import dev.cornet.console.Console;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The warnings of the library from now on, collected for a test in place of being printed. Closing it lets them be printed again:
 *
 * <pre>{@code
 * try (CollectedWarnings warnings = new CollectedWarnings()) {
 *     model.fit(x, y, new Fit().callbacks(new EarlyStopping()));
 *     assertEquals(1, warnings.list().size());
 * }
 * }</pre>
 */
public final class CollectedWarnings implements AutoCloseable {
    private final List<String> warnings = Collections.synchronizedList(new ArrayList<>());

    public CollectedWarnings() {
        Console.onWarning(warnings::add);
    }

    /** The texts of the warnings so far, without the prefix; grows with each one, and may be cleared. */
    public List<String> list() {
        return warnings;
    }

    @Override
    public void close() {
        Console.onWarning(Console::toStandardError);
    }
}
