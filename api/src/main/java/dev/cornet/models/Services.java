package dev.cornet.models;

import dev.cornet.exceptions.CornetException;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.ConcurrentHashMap;

/** The services that write and read models. Their implementations use this package, so this package does not name them. */
final class Services {
    private static final Map<Class<?>, Object> FOUND = new ConcurrentHashMap<>();

    private Services() {}

    static ModelStorage storage() {
        return get(ModelStorage.class);
    }

    static ArchitectureFormat architecture() {
        return get(ArchitectureFormat.class);
    }

    private static <T> T get(Class<T> service) {
        return service.cast(FOUND.computeIfAbsent(service, Services::load));
    }

    private static Object load(Class<?> service) {
        return ServiceLoader.load(service, Services.class.getClassLoader())
                .findFirst()
                .orElseThrow(() -> new CornetException("META-INF/services/" + service.getName()
                        + " is missing: when Cornet is packed into another jar, the files in META-INF/services must be"
                        + " kept, and those of the same name joined."));
    }
}
