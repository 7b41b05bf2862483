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
 * Texts as tensors: standardized, split, looked up in a vocabulary that {@link #adapt} learns or {@link #vocabulary(List)} gives.
 *
 * <pre>{@code
 * TextVectorization words = new TextVectorization().maxTokens(5000).outputSequenceLength(40);
 * words.adapt(texts);
 * Tensor x = words.apply(texts);          // (n, 40), for an Embedding of 5000
 * }</pre>
 *
 * <p>Reference: Keras' TextVectorization page. As there, only A … Z become small letters.
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

    private @Nullable List<String> given;
    private double @Nullable [] givenIdf;
    private List<String> tokens = List.of();
    private Map<String, Integer> index = Map.of();
    private double[] idf = {};

    /** The largest vocabulary, with the places for padding and unknown words; default any. */
    public TextVectorization maxTokens(int tokens) {
        require(tokens >= 2, "max_tokens must be 2 or more, got " + tokens);
        maxTokens = tokens;
        return settled();
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

    /** Lengths of groups of neighbouring words that are tokens too: one number n for 1 … n, several for these alone. */
    public TextVectorization ngrams(int... lengths) {
        Arguments.given(lengths, "TextVectorization.ngrams", "lengths");
        require(
                lengths.length > 0 && Arrays.stream(lengths).allMatch(n -> n > 0),
                "ngrams must be positive, got " + Arrays.toString(lengths));
        ngrams = lengths.length > 1 ? lengths.clone() : new int[lengths[0]];
        for (int n = 0; lengths.length == 1 && n < ngrams.length; n++) {
            ngrams[n] = n + 1;
        }
        return this;
    }

    /** "int" (indices, default), "multi_hot" (1 for each token that appears), "count" or "tf_idf". */
    public TextVectorization outputMode(String mode) {
        outputMode = choice("output_mode", mode, "int", "multi_hot", "count", "tf_idf");
        return settled();
    }

    /** The length of sequences of indices: longer ones are cut, shorter ones end in zeros. Default the longest in the batch. */
    public TextVectorization outputSequenceLength(int length) {
        require(length > 0, "output_sequence_length must be positive, got " + length);
        outputSequenceLength = length;
        return this;
    }

    /** Whether vectors have {@code maxTokens} columns also when there are fewer tokens; default false. */
    public TextVectorization padToMaxTokens(boolean pad) {
        padToMaxTokens = pad;
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

    /** Learns the vocabulary of these texts, in place of the one before: by falling frequency, equals in falling alphabetic order. */
    public void adapt(List<String> texts) {
        Arguments.all(texts, "TextVectorization.adapt: texts");
        Map<String, Integer> counts = new HashMap<>();
        Map<String, Integer> documents = new HashMap<>();
        for (String text : texts) {
            List<String> found = tokensOf(text);
            found.forEach(token -> counts.merge(token, 1, Integer::sum));
            new HashSet<>(found).forEach(token -> documents.merge(token, 1, Integer::sum));
        }
        counts.remove(""); // stands for padding
        counts.remove(UNKNOWN);
        List<String> sorted = new ArrayList<>(counts.keySet());
        sorted.sort(Comparator.<String, Integer>comparing(token -> counts.getOrDefault(token, 0))
                .thenComparing(Comparator.naturalOrder())
                .reversed());
        given = null;
        givenIdf = null;
        take(sorted.subList(0, Math.min(sorted.size(), room())));
        if (outputMode.equals("tf_idf")) {
            double[] weights = new double[tokens.size() + 1];
            for (int i = 0; i < tokens.size(); i++) {
                int with = documents.getOrDefault(tokens.get(i), 0);
                weights[i + 1] = Math.log(1 + texts.size() / (1.0 + with));
                weights[0] += weights[i + 1] / tokens.size(); // an unknown word weighs as much as others on average
            }
            idf = weights;
        }
    }

    private int room() {
        return maxTokens == null ? Integer.MAX_VALUE : maxTokens - reserved();
    }

    /** The places before the first token: unknown words, and padding before them where indices come out. */
    private int reserved() {
        return outputMode.equals("int") ? 2 : 1;
    }

    /**
     * Takes these tokens as the vocabulary, as {@link #getVocabulary} tells them or without those for padding and unknown words: "" and
     * "[UNK]" are no tokens of their own where they stand first (where vectors come out, "[UNK]" alone).
     */
    public TextVectorization vocabulary(List<String> tokens) {
        given = Arguments.all(tokens, "TextVectorization.vocabulary: tokens");
        givenIdf = null;
        return settled();
    }

    /**
     * The same for "tf_idf".
     *
     * @param idfWeights a weight for each entry of {@code tokens}, as {@link #idfWeights} tells them; that of unknown words is their mean
     *     where {@code tokens} has no "[UNK]" in front
     */
    public TextVectorization vocabulary(List<String> tokens, double... idfWeights) {
        require(
                outputMode.equals("tf_idf"),
                "idf weights are for output_mode \"tf_idf\", but it is \"" + outputMode
                        + "\". Set outputMode first, or give the vocabulary alone.");
        require(
                tokens.size() == idfWeights.length,
                "expected an idf weight for each of " + tokens.size() + " tokens, got " + idfWeights.length);
        given = Arguments.all(tokens, "TextVectorization.vocabulary: tokens");
        givenIdf = idfWeights.clone();
        return settled();
    }

    /** Reads the given vocabulary under the options of now: which tokens are special follows from the output mode. */
    private TextVectorization settled() {
        List<String> all = given;
        if (all == null) {
            return this;
        }
        List<String> special = special();
        boolean found =
                all.size() >= special.size() && all.subList(0, special.size()).equals(special);
        List<String> own = found ? all.subList(special.size(), all.size()) : all;
        require(!own.isEmpty(), "the vocabulary has no words; give at least one, or call adapt");
        require(
                !own.contains(""),
                "the vocabulary has \"\", which stands for padding, at index " + all.lastIndexOf("")
                        + ". Leave it out, or begin with exactly " + quoted(special) + ", as getVocabulary does for"
                        + " output_mode \"" + outputMode + "\".");
        take(own);
        double[] weights = givenIdf;
        if (weights != null) {
            double mean = Arrays.stream(weights).average().orElse(0);
            idf = new double[own.size() + 1];
            idf[0] = found ? weights[0] : mean;
            System.arraycopy(weights, found ? 1 : 0, idf, 1, own.size());
        }
        return this;
    }

    private List<String> special() {
        return outputMode.equals("int") ? List.of("", UNKNOWN) : List.of(UNKNOWN);
    }

    private static String quoted(List<String> tokens) {
        return tokens.stream().map(token -> "\"" + token + "\"").collect(Collectors.joining(", "));
    }

    private void take(List<String> tokens) {
        require(
                tokens.size() <= room(),
                "the vocabulary has " + tokens.size() + " tokens, but max_tokens leaves room for " + room()
                        + ". Give fewer tokens, or a larger max_tokens.");
        Map<String, Integer> places = new HashMap<>();
        for (String token : tokens) {
            require(
                    places.put(token, places.size()) == null,
                    "the vocabulary has \"" + token + "\" twice; give it once");
        }
        this.tokens = List.copyOf(tokens);
        index = places;
        idf = new double[0];
    }

    /** The token of each index: "" (padding, where indices come out), "[UNK]", then the words. */
    public List<String> getVocabulary() {
        List<String> all = new ArrayList<>(special());
        all.addAll(tokens);
        return all;
    }

    /** With output mode "tf_idf", how much each entry of {@link #getVocabulary} weighs. */
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

    /** The number of indices. */
    public int vocabularySize() {
        return tokens.size() + reserved();
    }

    // ---- texts to numbers

    /** (n, length) of indices ((n) where texts are not split), or (n, vocabulary size) of what each text has of each token. */
    public Tensor apply(List<String> texts) {
        Arguments.all(texts, "TextVectorization.apply: texts");
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
        Integer place = index.get(token);
        return place == null ? reserved() - 1 : place + reserved();
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
                float before = y.get(n, i);
                switch (outputMode) {
                    case "multi_hot" -> y.set(1, n, i);
                    case "count" -> y.set(before + 1, n, i);
                    default -> y.set((float) (before + idf[i]), n, i);
                }
            }
        }
        return y;
    }

    private List<String> tokensOf(String text) {
        String plain = standardize.contains("lower") ? lower(text) : text;
        plain = standardize.contains("strip") ? PUNCTUATION.matcher(plain).replaceAll("") : plain;
        List<String> parts = switch (split) {
            case "whitespace" ->
                Arrays.stream(plain.split("\\s+"))
                        .filter(word -> !word.isEmpty())
                        .toList();
            case "character" -> plain.codePoints().mapToObj(Character::toString).toList();
            default -> List.of(plain);
        };
        List<String> groups = new ArrayList<>();
        for (int n : ngrams) {
            for (int i = 0; i + n <= parts.size(); i++) {
                groups.add(n == 1 ? parts.get(i) : String.join(" ", parts.subList(i, i + n)));
            }
        }
        return groups;
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
