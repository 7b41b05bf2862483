package dev.cornet.config;

import java.util.Collection;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The name that somebody has probably meant. */
public final class Nearest {
    private Nearest() {}

    /** The known name nearest to {@code name}, if no more than a third of its letters are other ones; null if none is. */
    public static @Nullable String of(String name, Collection<String> known) {
        String best = null;
        int least = letters(name).length() / 3 + 1;
        for (String candidate : known) {
            int distance = distance(letters(name), letters(candidate));
            if (distance < least) {
                least = distance;
                best = candidate;
            }
        }
        return best;
    }

    private static String letters(String name) {
        return name.replace("_", "").toLowerCase(Locale.ROOT);
    }

    /** The fewest letters to insert, leave out or change; Levenshtein 1966. */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int changed = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(changed, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
