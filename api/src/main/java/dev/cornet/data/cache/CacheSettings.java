package dev.cornet.data.cache;

import dev.cornet.exceptions.ExternalSetting;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The settings of the file cache. Each can be set by an environment variable, such as {@code CORNET_CACHE}, or by the system property of
 * the same name in lower case with dots, such as {@code cornet.cache}, which has precedence.
 */
final class CacheSettings {
    private CacheSettings() {}

    static @Nullable String get(String variable) {
        String property = System.getProperty(variable.toLowerCase(Locale.ROOT).replace('_', '.'));
        return property == null ? System.getenv(variable) : property;
    }

    /** The folder for downloaded files: {@code CORNET_CACHE}, or {@code ~/.cache/cornet}. */
    static Path cacheFolder() {
        String folder = get("CORNET_CACHE");
        if (folder != null && !folder.isBlank()) {
            return Path.of(folder);
        }
        return Path.of(System.getProperty("user.home", "."), ".cache", "cornet");
    }

    /** True if downloads are forbidden by {@code CORNET_OFFLINE}. */
    static boolean isOffline() {
        String value = get("CORNET_OFFLINE");
        return value != null
                && ExternalSetting.booleanValue("CORNET_OFFLINE (or the system property cornet.offline)", value);
    }
}
