package dev.cornet.formats.fuzz;

import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * A kind of file and what reads it.
 *
 * @param ending of the name, which some readers look at
 * @param whole a sound file
 * @param parts what it holds, where {@link Packing#join} can put it together again
 * @param documented the exceptions that the reader may throw
 */
record Subject(
        String name,
        String ending,
        byte[] whole,
        Packing packing,
        Map<String, byte[]> parts,
        Set<Class<? extends RuntimeException>> documented,
        Reading reading) {
    /** Reads a file that may be damaged. */
    @FunctionalInterface
    interface Reading {
        void read(Path file) throws Exception;
    }

    /** A damaged file: as it lies, or in one of its parts behind right checksums. */
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
        return packing.join(changed, scratch);
    }
}
