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

/** Keras' functions on texts: {@code text_to_word_sequence}, {@code hashing_trick}, {@code one_hot}, {@code pad_sequences}. */
public final class Texts {
    /** The characters that Keras removes from texts by default: punctuation, tab and line end, but not the apostrophe. */
    public static final String FILTERS = "!\"#$%&()*+,-./:;<=>?@[\\]^_`{|}~\t\n";

    private Texts() {}

    /** Splits a text into words, in lower case and without punctuation. */
    public static List<String> textToWordSequence(String text) {
        return textToWordSequence(text, FILTERS, true, " ");
    }

    /**
     * Splits a text into words.
     *
     * @param filters characters that are replaced by {@code split}
     * @param lower whether to convert the text to lower case
     * @param split the separator between words
     */
    public static List<String> textToWordSequence(String text, String filters, boolean lower, String split) {
        Arguments.notNull(text, "Texts.textToWordSequence", "text");
        Arguments.notNull(filters, "Texts.textToWordSequence", "filters");
        Arguments.notNull(split, "Texts.textToWordSequence", "split");
        requireSplit(split);
        StringBuilder filtered = new StringBuilder();
        (lower ? text.toLowerCase(Locale.ROOT) : text).codePoints().forEach(c -> {
            if (filters.indexOf(c) >= 0) {
                filtered.append(split);
            } else {
                filtered.appendCodePoint(c);
            }
        });
        return Arrays.stream(filtered.toString().split(Pattern.quote(split), -1))
                .filter(word -> !word.isEmpty())
                .toList();
    }

    static void requireSplit(String split) {
        if (split.isEmpty()) {
            throw new OptionException("split must be one character or more, got \"\"");
        }
    }

    /** Maps each word to an index 1 … n−1 by its MD5 hash; different words may have the same index. */
    public static int[] hashingTrick(String text, int n) {
        if (n < 2) {
            throw new OptionException("n must be 2 or more, got " + n);
        }
        return textToWordSequence(text).stream()
                .mapToInt(word -> 1 + hash(word).mod(BigInteger.valueOf(n - 1)).intValue())
                .toArray();
    }

    /** Keras' other name for {@link #hashingTrick}. For one-hot vectors see {@code NumericUtils.toCategorical}. */
    public static int[] oneHot(String text, int n) {
        return hashingTrick(text, n);
    }

    private static BigInteger hash(String word) {
        try {
            return new BigInteger(1, MessageDigest.getInstance("MD5").digest(word.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this JVM has no MD5", e);
        }
    }

    /** Pads n sequences with zeros in front to the length of the longest: (n, length). */
    public static Tensor padSequences(List<int[]> sequences) {
        List<int[]> all = Arguments.nonNullElements(sequences, "Texts.padSequences: sequences");
        return padSequences(all, all.stream().mapToInt(s -> s.length).max().orElse(0));
    }

    /** Pads n sequences with zeros in front, or truncates them in front, to (n, maxlen). */
    public static Tensor padSequences(List<int[]> sequences, int maxlen) {
        return padSequences(sequences, maxlen, "pre", "pre", 0);
    }

    /**
     * Pads or truncates n sequences to (n, maxlen).
     *
     * @param padding "pre" or "post": whether {@code value} is added before or after shorter sequences
     * @param truncating "pre" or "post": whether longer sequences lose their beginning or their end
     */
    public static Tensor padSequences(
            List<int[]> sequences, int maxlen, String padding, String truncating, double value) {
        Arguments.nonNullElements(sequences, "Texts.padSequences: sequences");
        Arguments.notNull(padding, "Texts.padSequences", "padding");
        Arguments.notNull(truncating, "Texts.padSequences", "truncating");
        boolean padsInFront = isPre("padding", padding);
        boolean truncatesInFront = isPre("truncating", truncating);
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
            int length = Math.min(sequence.length, maxlen);
            int from = truncatesInFront ? sequence.length - length : 0;
            int to = n * maxlen + (padsInFront ? maxlen - length : 0);
            for (int i = 0; i < length; i++) {
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

    private static boolean isPre(String option, String value) {
        if (!value.equals("pre") && !value.equals("post")) {
            throw new OptionException(option + " must be \"pre\" or \"post\", got \"" + value + "\"");
        }
        return value.equals("pre");
    }
}
