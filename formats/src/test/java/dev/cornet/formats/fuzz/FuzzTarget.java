package dev.cornet.formats.fuzz;

import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * A reader to fuzz, with a valid file of its kind.
 *
 * @param ending of the file name, which some readers inspect
 * @param whole the bytes of the valid file
 * @param parts the parts of the file, which {@link Container#join} joins to a file; empty if the format has no parts
 * @param documented the exceptions that the reader may throw
 */
record FuzzTarget(
        String name,
        String ending,
        byte[] whole,
        Container container,
        Map<String, byte[]> parts,
        Set<Class<? extends RuntimeException>> documented,
        Reading reading) {
    /** Reads a file that may be damaged. */
    @FunctionalInterface
    interface Reading {
        void read(Path file) throws Exception;
    }

    /** A damaged file: damaged as a whole, or in one part with correct checksums. */
    byte[] damaged(Random random, byte[] other, Path scratch) throws Exception {
        Mutations mutations = new Mutations(random);
        if (parts.isEmpty() || random.nextInt(4) == 0) {
            return mutations.of(whole, other);
        }
        Map<String, byte[]> changed = new java.util.LinkedHashMap<>(parts);
        String name = parts.keySet().stream()
                .skip(random.nextInt(parts.size()))
                .findFirst()
                .orElseThrow();
        byte[] part = parts.get(name);
        changed.put(name, part.length == 0 ? other : mutations.of(part, other));
        return container.join(changed, scratch);
    }
}
