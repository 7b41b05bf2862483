package dev.cornet.preprocessing.text;

import dev.cornet.exceptions.Arguments;
import dev.cornet.exceptions.DataException;
import dev.cornet.exceptions.OptionException;
import dev.cornet.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A preprocessing step that converts texts to tensors: it standardizes them, splits them into tokens and looks these up in a vocabulary,
 * which {@link #adapt} learns or {@link #vocabulary(List)} sets.
 *
 * <pre>{@code
 * TextVectorization words = new TextVectorization().maxTokens(5000).outputSequenceLength(40);
 * words.adapt(texts);
 * Tensor x = words.apply(texts);          // (n, 40), for an Embedding with inputDim 5000
 * }</pre>
 *
 * <p>Reference: Keras' TextVectorization page. As in Keras, only A … Z are converted to lower case.
 */
public final class TextVectorization {
    private static final Pattern PUNCTUATION = Pattern.compile("[!\"#$%&()*+,\\-./:;<=>?@\\[\\\\\\]^_`{|}~']");
    private static final String UNKNOWN = "[UNK]";

    private @Nullable Integer maxTokens;
    private String standardize = "lower_and_strip_punctuation";
    private String split = "whitespace";
    private int[] ngrams = {1};
    private String outputMode = "int";
    private @Nullable Integer outputSequenceLength;
    private boolean padToMaxTokens;

    /** The vocabulary as the user set it; null after adapt. */
    private @Nullable List<String> userVocabulary;

    private double @Nullable [] userIdf;
    private List<String> tokens = List.of();
    private Map<String, Integer> index = Map.of();
    private double[] idf = {};

    /** The maximum size of the vocabulary, including the entries for padding and unknown words; default unlimited. */
    public TextVectorization maxTokens(int tokens) {
        require(tokens >= 2, "max_tokens must be 2 or more, got " + tokens);
        maxTokens = tokens;
        return applyUserVocabulary();
    }

    /** "lower_and_strip_punctuation" (default), "lower", "strip_punctuation" or "none". */
    public TextVectorization standardize(String standardize) {
        this.standardize =
                choice("standardize", standardize, "lower_and_strip_punctuation", "lower", "strip_punctuation", "none");
        return this;
    }

    /** "whitespace" (default), "character" or "none". */
    public TextVectorization split(String split) {
        this.split = choice("split", split, "whitespace", "character", "none");
        return this;
    }

    /** The n-grams that are tokens: one number n means the lengths 1 … n, several numbers mean exactly these lengths; default 1. */
    public TextVectorization ngrams(int... lengths) {
        Arguments.notNull(lengths, "TextVectorization.ngrams", "lengths");
        require(
                lengths.length > 0 && Arrays.stream(lengths).allMatch(n -> n > 0),
                "ngrams must be positive, got " + Arrays.toString(lengths));
        ngrams = lengths.length > 1 ? lengths.clone() : new int[lengths[0]];
        for (int n = 0; lengths.length == 1 && n < ngrams.length; n++) {
            ngrams[n] = n + 1;
        }
        return this;
    }

    /** "int" (token indices, default), "multi_hot" (1 for each token that occurs), "count" or "tf_idf". */
    public TextVectorization outputMode(String mode) {
        outputMode = choice("output_mode", mode, "int", "multi_hot", "count", "tf_idf");
        return applyUserVocabulary();
    }

    /**
     * The length of sequences in output mode "int": longer ones are truncated, shorter ones padded with zeros at the end. Default: the
     * length of the longest in the batch.
     */
    public TextVectorization outputSequenceLength(int length) {
        require(length > 0, "output_sequence_length must be positive, got " + length);
        outputSequenceLength = length;
        return this;
    }

    /** Whether vectors have {@code maxTokens} columns even if the vocabulary is smaller; default false. */
    public TextVectorization padToMaxTokens(boolean pad) {
        this.padToMaxTokens = pad;
        return this;
    }

    private static String choice(String option, String value, String... allowed) {
        require(
                Arrays.asList(allowed).contains(value),
                option + " must be one of " + String.join(", ", allowed) + ", got \"" + value + "\"");
        return value;
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new OptionException("TextVectorization: " + message);
        }
    }

    // ---- the vocabulary

    /**
     * Learns the vocabulary from texts, replacing any earlier one. Tokens are sorted by descending frequency; ties are in descending
     * alphabetical order.
     */
    public void adapt(List<String> texts) {
        Arguments.nonNullElements(texts, "TextVectorization.adapt: texts");
        Map<String, Integer> counts = new HashMap<>();
        Map<String, Integer> documents = new HashMap<>();
        for (String text : texts) {
            List<String> textTokens = tokensOf(text);
            textTokens.forEach(token -> counts.merge(token, 1, Integer::sum));
            new HashSet<>(textTokens).forEach(token -> documents.merge(token, 1, Integer::sum));
        }
        counts.remove(""); // the padding token
        counts.remove(UNKNOWN);
        List<String> sorted = new ArrayList<>(counts.keySet());
        sorted.sort(Comparator.<String, Integer>comparing(token -> counts.getOrDefault(token, 0))
                .thenComparing(Comparator.naturalOrder())
                .reversed());
        userVocabulary = null;
        userIdf = null;
        setTokens(sorted.subList(0, Math.min(sorted.size(), maxWords())));
        if (outputMode.equals("tf_idf")) {
            double[] weights = new double[tokens.size() + 1];
            for (int i = 0; i < tokens.size(); i++) {
                int textsWithToken = documents.getOrDefault(tokens.get(i), 0);
                weights[i + 1] = Math.log(1 + texts.size() / (1.0 + textsWithToken));
                weights[0] += weights[i + 1] / tokens.size(); // the weight of unknown words is the mean of the others
            }
            idf = weights;
        }
    }

    private int maxWords() {
        return maxTokens == null ? Integer.MAX_VALUE : maxTokens - reservedIndices();
    }

    /** The number of indices before the first token: one for unknown words and, in output mode "int", one for padding. */
    private int reservedIndices() {
        return outputMode.equals("int") ? 2 : 1;
    }

    /**
     * Sets the vocabulary. The list may begin with the special tokens "", "[UNK]" (in output modes other than "int": "[UNK]"), as the
     * result of {@link #getVocabulary} does, or leave them out.
     */
    public TextVectorization vocabulary(List<String> tokens) {
        userVocabulary = Arguments.nonNullElements(tokens, "TextVectorization.vocabulary: tokens");
        userIdf = null;
        return applyUserVocabulary();
    }

    /**
     * Sets the vocabulary and its weights for output mode "tf_idf".
     *
     * @param idfWeights a weight for each entry of {@code tokens}, as {@link #idfWeights} returns them; if {@code tokens} does not begin
     *     with "[UNK]", the weight of unknown words is their mean
     */
    public TextVectorization vocabulary(List<String> tokens, double... idfWeights) {
        require(
                outputMode.equals("tf_idf"),
                "idf weights are for output_mode \"tf_idf\", but it is \"" + outputMode
                        + "\". Set outputMode first, or give the vocabulary alone.");
        require(
                tokens.size() == idfWeights.length,
                "expected an idf weight for each of " + tokens.size() + " tokens, got " + idfWeights.length);
        userVocabulary = Arguments.nonNullElements(tokens, "TextVectorization.vocabulary: tokens");
        userIdf = idfWeights.clone();
        return applyUserVocabulary();
    }

    /** Applies the user's vocabulary, if there is one, under the current options: the output mode determines the special tokens. */
    private TextVectorization applyUserVocabulary() {
        List<String> all = userVocabulary;
        if (all == null) {
            return this;
        }
        List<String> special = specialTokens();
        boolean beginsWithSpecial =
                all.size() >= special.size() && all.subList(0, special.size()).equals(special);
        List<String> words = beginsWithSpecial ? all.subList(special.size(), all.size()) : all;
        require(!words.isEmpty(), "the vocabulary has no words; give at least one, or call adapt");
        require(
                !words.contains(""),
                "the vocabulary has \"\", which stands for padding, at index " + all.lastIndexOf("")
                        + ". Leave it out, or begin with exactly " + quoted(special) + ", as getVocabulary does for"
                        + " output_mode \"" + outputMode + "\".");
        setTokens(words);
        double[] weights = userIdf;
        if (weights != null) {
            double mean = Arrays.stream(weights).average().orElse(0);
            idf = new double[words.size() + 1];
            idf[0] = beginsWithSpecial ? weights[0] : mean;
            System.arraycopy(weights, beginsWithSpecial ? 1 : 0, idf, 1, words.size());
        }
        return this;
    }

    private List<String> specialTokens() {
        return outputMode.equals("int") ? List.of("", UNKNOWN) : List.of(UNKNOWN);
    }

    private static String quoted(List<String> tokens) {
        return tokens.stream().map(token -> "\"" + token + "\"").collect(Collectors.joining(", "));
    }

    private void setTokens(List<String> tokens) {
        require(
                tokens.size() <= maxWords(),
                "the vocabulary has " + tokens.size() + " tokens, but max_tokens leaves room for " + maxWords()
                        + ". Give fewer tokens, or a larger max_tokens.");
        Map<String, Integer> indices = new HashMap<>();
        for (String token : tokens) {
            require(
                    indices.put(token, indices.size()) == null,
                    "the vocabulary has \"" + token + "\" twice; give it once");
        }
        this.tokens = List.copyOf(tokens);
        index = indices;
        idf = new double[0];
    }

    /** The token of each index: "" for padding (in output mode "int" only), "[UNK]", then the words. */
    public List<String> getVocabulary() {
        List<String> all = new ArrayList<>(specialTokens());
        all.addAll(tokens);
        return all;
    }

    /** The idf weight of each entry of {@link #getVocabulary}, in output mode "tf_idf". */
    public double[] idfWeights() {
        requireIdf();
        return idf.clone();
    }

    private void requireIdf() {
        require(
                idf.length > 0,
                "tf_idf needs to know how many texts have a word. Set outputMode(\"tf_idf\") before adapt, or give"
                        + " vocabulary(tokens, idfWeights).");
    }

    /** The number of entries of {@link #getVocabulary}. */
    public int vocabularySize() {
        return tokens.size() + reservedIndices();
    }

    // ---- texts to numbers

    /**
     * Converts n texts. In output mode "int" the result is (n, length) with token indices, or (n) if texts are not split; in the other
     * modes it is (n, vocabulary size), or (n, maxTokens) with {@link #padToMaxTokens}.
     */
    public Tensor apply(List<String> texts) {
        Arguments.nonNullElements(texts, "TextVectorization.apply: texts");
        if (tokens.isEmpty()) {
            throw new DataException("TextVectorization: there is no vocabulary yet. Call adapt or vocabulary first.");
        }
        List<int[]> sequences = texts.stream()
                .map(text -> tokensOf(text).stream().mapToInt(this::indexOf).toArray())
                .toList();
        return outputMode.equals("int") ? indices(sequences) : vectors(sequences);
    }

    private int indexOf(String token) {
        if (token.isEmpty() && outputMode.equals("int")) {
            return 0;
        }
        Integer i = index.get(token);
        return i == null ? reservedIndices() - 1 : i + reservedIndices();
    }

    private Tensor indices(List<int[]> sequences) {
        if (split.equals("none") && outputSequenceLength == null && ngrams[0] == 1) {
            return Texts.padSequences(sequences, 1).reshape(sequences.size());
        }
        int longest = sequences.stream().mapToInt(s -> s.length).max().orElse(0);
        int length = outputSequenceLength == null ? longest : outputSequenceLength;
        return Texts.padSequences(sequences, length, "post", "post", 0);
    }

    private Tensor vectors(List<int[]> sequences) {
        if (outputMode.equals("tf_idf")) {
            requireIdf();
        }
        require(!padToMaxTokens || maxTokens != null, "pad_to_max_tokens needs max_tokens");
        Tensor y = Tensor.zeros(sequences.size(), padToMaxTokens && maxTokens != null ? maxTokens : vocabularySize());
        for (int n = 0; n < sequences.size(); n++) {
            for (int i : sequences.get(n)) {
                float previous = y.get(n, i);
                switch (outputMode) {
                    case "multi_hot" -> y.set(1, n, i);
                    case "count" -> y.set(previous + 1, n, i);
                    default -> y.set((float) (previous + idf[i]), n, i);
                }
            }
        }
        return y;
    }

    private List<String> tokensOf(String text) {
        String standardized = standardize.contains("lower") ? lower(text) : text;
        standardized = standardize.contains("strip")
                ? PUNCTUATION.matcher(standardized).replaceAll("")
                : standardized;
        List<String> parts = switch (split) {
            case "whitespace" ->
                Arrays.stream(standardized.split("\\s+"))
                        .filter(word -> !word.isEmpty())
                        .toList();
            case "character" ->
                standardized.codePoints().mapToObj(Character::toString).toList();
            default -> List.of(standardized);
        };
        List<String> grams = new ArrayList<>();
        for (int n : ngrams) {
            for (int i = 0; i + n <= parts.size(); i++) {
                grams.add(n == 1 ? parts.get(i) : String.join(" ", parts.subList(i, i + n)));
            }
        }
        return grams;
    }

    private static String lower(String text) {
        StringBuilder lower = new StringBuilder(text);
        for (int i = 0; i < lower.length(); i++) {
            char c = lower.charAt(i);
            if (c >= 'A' && c <= 'Z') {
                lower.setCharAt(i, (char) (c + ('a' - 'A')));
            }
        }
        return lower.toString();
    }
}
