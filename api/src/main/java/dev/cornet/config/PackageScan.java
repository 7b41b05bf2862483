package dev.cornet.config;

import dev.cornet.config.ComponentProvider.Shelf;
import java.io.IOException;
import java.net.JarURLConnection;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Enumeration;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** The class names of a package, read once from its folders or jars on the class path: for lists in messages and for tests. */
final class PackageScan {
    private static final Map<String, SortedSet<String>> KNOWN = new ConcurrentHashMap<>();

    private PackageScan() {}

    static SortedSet<String> classNames(Shelf shelf) {
        return KNOWN.computeIfAbsent(shelf.packageName(), name -> scan(shelf));
    }

    private static SortedSet<String> scan(Shelf shelf) {
        SortedSet<String> names = new TreeSet<>();
        String folder = shelf.packageName().replace('.', '/');
        try {
            Enumeration<URL> places = shelf.family().getClassLoader().getResources(folder);
            while (places.hasMoreElements()) {
                addFrom(places.nextElement(), folder, names);
            }
        } catch (IOException | URISyntaxException e) {
            throw new IllegalStateException("the classes of package " + shelf.packageName() + " cannot be listed", e);
        }
        return Collections.unmodifiableSortedSet(names);
    }

    private static void addFrom(URL place, String folder, SortedSet<String> names)
            throws IOException, URISyntaxException {
        if (place.openConnection() instanceof JarURLConnection jar) {
            jar.setUseCaches(false);
            try (var file = jar.getJarFile()) {
                file.stream().map(entry -> entry.getName()).forEach(name -> addIfClass(name, folder, names));
            }
        } else if (place.getProtocol().equals("file")) {
            try (Stream<Path> files = Files.list(Path.of(place.toURI()))) {
                files.forEach(file -> addIfClass(folder + "/" + file.getFileName(), folder, names));
            }
        }
    }

    private static void addIfClass(String entry, String folder, SortedSet<String> names) {
        boolean here = entry.startsWith(folder + "/") && entry.indexOf('/', folder.length() + 1) < 0;
        if (here && entry.endsWith(".class") && !entry.contains("$") && !entry.endsWith("-info.class")) {
            names.add(entry.substring(folder.length() + 1, entry.length() - ".class".length()));
        }
    }
}
