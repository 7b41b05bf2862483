package dev.cornet.preprocessing.text;

import dev.cornet.exceptions.Arguments;
import dev.cornet.exceptions.DataException;
import dev.cornet.exceptions.OptionException;
import dev.cornet.tensor.Tensor;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Words, hashes and sequences: {@code text_to_word_sequence}, {@code hashing_trick}, {@code one_hot}, {@code pad_sequences}. */
public final class Texts {
    /** What Keras takes for no part of a word. */
    public static final String FILTERS = "!\"#$%&()*+,-./:;<=>?@[\\]^_`{|}~\t\n";

    private Texts() {}

    /** The words of a text in lower case, without punctuation. */
    public static List<String> textToWordSequence(String text) {
        return textToWordSequence(text, FILTERS, true, " ");
    }

    /**
     * The words of a text.
     *
     * @param filters characters that part words as {@code split} does
     * @param split what parts words
     */
    public static List<String> textToWordSequence(String text, String filters, boolean lower, String split) {
        Arguments.given(text, "Texts.textToWordSequence", "text");
        Arguments.given(filters, "Texts.textToWordSequence", "filters");
        Arguments.given(split, "Texts.textToWordSequence", "split");
        requireSplit(split);
        StringBuilder kept = new StringBuilder();
        (lower ? text.toLowerCase(Locale.ROOT) : text).codePoints().forEach(c -> {
            if (filters.indexOf(c) >= 0) {
                kept.append(split);
            } else {
                kept.appendCodePoint(c);
            }
        });
        return Arrays.stream(kept.toString().split(Pattern.quote(split), -1))
                .filter(word -> !word.isEmpty())
                .toList();
    }

    static void requireSplit(String split) {
        if (split.isEmpty()) {
            throw new OptionException("split must be one character or more, got \"\"");
        }
    }

    /** A number 1 … n−1 for each word, by its MD5 hash; words may share one. */
    public static int[] hashingTrick(String text, int n) {
        if (n < 2) {
            throw new OptionException("n must be 2 or more, got " + n);
        }
        return textToWordSequence(text).stream()
                .mapToInt(word -> 1 + hash(word).mod(BigInteger.valueOf(n - 1)).intValue())
                .toArray();
    }

    /** Keras' name for {@link #hashingTrick}; rows of zeros and a one are {@code NumericUtils.toCategorical}'s. */
    public static int[] oneHot(String text, int n) {
        return hashingTrick(text, n);
    }

    private static BigInteger hash(String word) {
        try {
            return new BigInteger(1, MessageDigest.getInstance("MD5").digest(word.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has MD5", e);
        }
    }

    /** Sequences as (n, length of the longest), zeros in front of shorter ones. */
    public static Tensor padSequences(List<int[]> sequences) {
        List<int[]> all = Arguments.all(sequences, "Texts.padSequences: sequences");
        return padSequences(all, all.stream().mapToInt(s -> s.length).max().orElse(0));
    }

    /** Sequences as (n, maxlen): zeros in front of shorter ones, longer ones without their beginning. */
    public static Tensor padSequences(List<int[]> sequences, int maxlen) {
        return padSequences(sequences, maxlen, "pre", "pre", 0);
    }

    /**
     * Sequences as (n, maxlen).
     *
     * @param padding "pre" or "post": where shorter ones are filled with {@code value}
     * @param truncating "pre" or "post": where longer ones are cut
     */
    public static Tensor padSequences(
            List<int[]> sequences, int maxlen, String padding, String truncating, double value) {
        Arguments.all(sequences, "Texts.padSequences: sequences");
        Arguments.given(padding, "Texts.padSequences", "padding");
        Arguments.given(truncating, "Texts.padSequences", "truncating");
        boolean padsFirst = first("padding", padding);
        boolean cutsFirst = first("truncating", truncating);
        if (maxlen < 0) {
            throw new OptionException("maxlen must be 0 or more, got " + maxlen);
        }
        if ((long) sequences.size() * maxlen > Integer.MAX_VALUE) {
            throw new DataException(sequences.size() + " sequences of " + maxlen + " are too many for one tensor");
        }
        Tensor y = Tensor.zeros(sequences.size(), maxlen);
        Arrays.fill(y.data(), (float) value);
        for (int n = 0; n < sequences.size(); n++) {
            int[] sequence = sequences.get(n);
            int kept = Math.min(sequence.length, maxlen);
            int from = cutsFirst ? sequence.length - kept : 0;
            int to = n * maxlen + (padsFirst ? maxlen - kept : 0);
            for (int i = 0; i < kept; i++) {
                int index = sequence[from + i];
                if ((int) (float) index != index) {
                    throw new DataException("Texts.padSequences: sequence " + n + " holds " + index
                            + ", which the numbers of a tensor (float32) would round; use fewer words");
                }
                y.data()[to + i] = index;
            }
        }
        return y;
    }

    private static boolean first(String option, String value) {
        if (!value.equals("pre") && !value.equals("post")) {
            throw new OptionException(option + " must be \"pre\" or \"post\", got \"" + value + "\"");
        }
        return value.equals("pre");
    }
}
