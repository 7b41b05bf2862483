package dev.cornet.callbacks;

import dev.cornet.model.Console;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where callbacks speak: progress to the console of training, warnings to the log. */
final class Messages {
    private static final Logger LOG = LoggerFactory.getLogger("dev.cornet.callbacks");

    private Messages() {}

    static void say(String message) {
        Console.println(message);
    }

    static void warn(String format, Object... arguments) {
        LOG.warn(format, arguments);
    }
}
