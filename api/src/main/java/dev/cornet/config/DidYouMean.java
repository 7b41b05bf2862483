package dev.cornet.config;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Search for the known names that resemble an unknown one, for suggestions in messages. */
public final class DidYouMean {
    private static final int MAX_SUGGESTIONS = 4;

    private DidYouMean() {}

    /** The known name nearest to {@code name}; null if more than a third of the letters would have to change. */
    public static @Nullable String of(String name, Collection<String> known) {
        String best = null;
        int least = letters(name).length() / 3 + 1;
        for (String candidate : known) {
            int distance = distance(letters(name), letters(candidate));
            if (distance < least
                    || (best != null
                            && distance == least
                            && commonPrefix(name, candidate) > commonPrefix(name, best))) {
                least = distance;
                best = candidate;
            }
        }
        return best;
    }

    /** The length of the common prefix of two names. */
    private static int commonPrefix(String name, String other) {
        String a = letters(name);
        String b = letters(other);
        int i = 0;
        while (i < a.length() && i < b.length() && a.charAt(i) == b.charAt(i)) {
            i++;
        }
        return i;
    }

    /** The known names that contain all words of {@code name}, as "he_normal" and "he_uniform" for "he"; none if more than four do. */
    static List<String> withWordsOf(String name, Collection<String> known) {
        Set<String> nameWords = words(name);
        List<String> all = new ArrayList<>();
        for (String candidate : known) {
            String letters = letters(candidate);
            boolean containsWhole = letters(name).length() > 3 && letters.contains(letters(name));
            if (!nameWords.isEmpty() && (containsWhole || words(candidate).containsAll(nameWords))) {
                all.add(candidate);
            }
        }
        return all.size() > MAX_SUGGESTIONS ? List.of() : all;
    }

    private static Set<String> words(String name) {
        Set<String> words = new HashSet<>(Arrays.asList(KerasNames.snake(name).split("[^a-z0-9]+")));
        words.removeIf(String::isEmpty);
        return words;
    }

    /** The letters and digits of a name, in lower case. */
    static String letters(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
    }

    /** Edit distance: the fewest letters to insert, delete, replace or swap with the next one; Damerau 1964, Levenshtein 1966. */
    private static int distance(String a, String b) {
        int[][] d = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                d[i][j] = i == 0 || j == 0 ? i + j : cell(a, b, i, j, d);
            }
        }
        return d[a.length()][b.length()];
    }

    private static int cell(String a, String b, int i, int j, int[][] d) {
        char p = a.charAt(i - 1);
        char q = b.charAt(j - 1);
        int least = Math.min(d[i - 1][j - 1] + (p == q ? 0 : 1), 1 + Math.min(d[i - 1][j], d[i][j - 1]));
        boolean swapped = i > 1 && j > 1 && p == b.charAt(j - 2) && q == a.charAt(i - 2);
        return swapped ? Math.min(least, d[i - 2][j - 2] + 1) : least;
    }
}
