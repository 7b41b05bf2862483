package dev.cornet.config;

import dev.cornet.config.ComponentProvider.ComponentPackage;
import java.io.IOException;
import java.lang.module.ModuleReader;
import java.lang.module.ModuleReference;
import java.lang.module.ResolvedModule;
import java.net.JarURLConnection;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Enumeration;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** Lists the classes of a package from its module, folders or jars, for messages and tests; each package is scanned once. */
final class PackageScan {
    private static final Map<String, SortedSet<String>> CACHE = new ConcurrentHashMap<>();

    private PackageScan() {}

    static SortedSet<String> classNames(ComponentPackage pkg) {
        return CACHE.computeIfAbsent(pkg.packageName(), name -> scan(pkg));
    }

    private static SortedSet<String> scan(ComponentPackage pkg) {
        SortedSet<String> names = new TreeSet<>();
        String folder = pkg.packageName().replace('.', '/');
        try {
            Optional<ModuleReference> module = moduleOf(pkg);
            if (module.isPresent()) {
                try (ModuleReader reader = module.get().open();
                        Stream<String> entries = reader.list()) {
                    entries.forEach(name -> addIfClass(name, folder, names));
                }
                return Collections.unmodifiableSortedSet(names);
            }
            Enumeration<URL> locations = pkg.family().getClassLoader().getResources(folder);
            while (locations.hasMoreElements()) {
                addFrom(locations.nextElement(), folder, names);
            }
        } catch (IOException | URISyntaxException e) {
            throw new IllegalStateException("the classes of package " + pkg.packageName() + " cannot be listed", e);
        }
        return Collections.unmodifiableSortedSet(names);
    }

    /** The named module that contains the package; empty if Cornet is on the class path. */
    private static Optional<ModuleReference> moduleOf(ComponentPackage pkg) {
        ModuleLayer layer = pkg.family().getModule().getLayer();
        return layer == null
                ? Optional.empty()
                : layer.modules().stream()
                        .filter(module -> module.getPackages().contains(pkg.packageName()))
                        .findFirst()
                        .flatMap(module -> layer.configuration().findModule(module.getName()))
                        .map(ResolvedModule::reference);
    }

    private static void addFrom(URL location, String folder, SortedSet<String> names)
            throws IOException, URISyntaxException {
        if (location.openConnection() instanceof JarURLConnection jar) {
            jar.setUseCaches(false);
            try (var file = jar.getJarFile()) {
                file.stream().map(entry -> entry.getName()).forEach(name -> addIfClass(name, folder, names));
            }
        } else if (location.getProtocol().equals("file")) {
            try (Stream<Path> files = Files.list(Path.of(location.toURI()))) {
                files.forEach(file -> addIfClass(folder + "/" + file.getFileName(), folder, names));
            }
        }
    }

    private static void addIfClass(String entry, String folder, SortedSet<String> names) {
        boolean isInFolder = entry.startsWith(folder + "/") && entry.indexOf('/', folder.length() + 1) < 0;
        if (isInFolder && entry.endsWith(".class") && !entry.contains("$") && !entry.endsWith("-info.class")) {
            names.add(entry.substring(folder.length() + 1, entry.length() - ".class".length()));
        }
    }
}
