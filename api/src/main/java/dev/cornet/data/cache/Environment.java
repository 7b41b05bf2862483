package dev.cornet.data.cache;

import dev.cornet.exceptions.ExternalSetting;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The settings of this package: {@code CORNET_CACHE} as the property {@code cornet.cache}, else as the environment's variable. */
final class Environment {
    private Environment() {}

    static @Nullable String get(String variable) {
        String property = System.getProperty(variable.toLowerCase(Locale.ROOT).replace('_', '.'));
        return property == null ? System.getenv(variable) : property;
    }

    /** The folder for what is fetched. */
    static Path cache() {
        String folder = get("CORNET_CACHE");
        if (folder != null && !folder.isBlank()) {
            return Path.of(folder);
        }
        return Path.of(System.getProperty("user.home", "."), ".cache", "cornet");
    }

    /** True when nothing may be fetched. */
    static boolean offline() {
        String value = get("CORNET_OFFLINE");
        return value != null && ExternalSetting.truth("CORNET_OFFLINE (or the system property cornet.offline)", value);
    }
}
