package dev.cornet.preprocessing.text;

import dev.cornet.exceptions.Arguments;
import dev.cornet.exceptions.DataException;
import dev.cornet.exceptions.OptionException;
import dev.cornet.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A tokenizer that maps words to indices, 1 being the most frequent word; 0 is reserved for padding.
 *
 * <pre>{@code
 * Tokenizer tokenizer = new Tokenizer().numWords(1000).oovToken("<oov>");
 * tokenizer.fitOnTexts(texts);
 * Tensor x = Texts.padSequences(tokenizer.textsToSequences(texts), 40);
 * }</pre>
 *
 * <p>Reference: {@code keras.preprocessing.text.Tokenizer}.
 */
public final class Tokenizer {
    private @Nullable Integer numWords;
    private String filters = Texts.FILTERS;
    private boolean lower = true;
    private String split = " ";
    private boolean charLevel;
    private @Nullable String oovToken;

    private final Map<String, Integer> counts = new LinkedHashMap<>();
    private final Map<String, Integer> documents = new HashMap<>();
    private final Map<String, Integer> wordIndex = new LinkedHashMap<>();
    private final List<String> words = new ArrayList<>();
    private int documentCount;

    /** The limit of indices: only those below it, the numWords − 1 most frequent words, are used; default no limit. */
    public Tokenizer numWords(int numWords) {
        if (numWords < 1) {
            throw new OptionException("Tokenizer: numWords must be 1 or more, got " + numWords);
        }
        this.numWords = numWords;
        return this;
    }

    /** Characters that are replaced by {@link #split}; default {@link Texts#FILTERS}. */
    public Tokenizer filters(String filters) {
        this.filters = filters;
        return this;
    }

    /** Whether to convert texts to lower case; default true. */
    public Tokenizer lower(boolean lower) {
        this.lower = lower;
        return this;
    }

    /** The separator between words; default a space. */
    public Tokenizer split(String split) {
        Arguments.notNull(split, "Tokenizer.split", "split");
        Texts.requireSplit(split);
        this.split = split;
        return this;
    }

    /** Whether each character counts as a word; default false. */
    public Tokenizer charLevel(boolean charLevel) {
        this.charLevel = charLevel;
        return this;
    }

    /** The out-of-vocabulary token: it gets index 1 and replaces unknown words. Default none: unknown words are left out. */
    public Tokenizer oovToken(String token) {
        if (documentCount > 0 && !token.equals(oovToken)) {
            throw new OptionException(
                    "Tokenizer: oovToken takes index 1 from the most frequent word; set it before fitOnTexts");
        }
        this.oovToken = token;
        return this;
    }

    /**
     * Adds the words of texts to the counts and assigns all indices again: by descending frequency, ties in order of first occurrence. May
     * be called several times.
     */
    public void fitOnTexts(List<String> texts) {
        Arguments.notNull(texts, "Tokenizer.fitOnTexts", "texts");
        for (String text : texts) {
            documentCount++;
            List<String> textWords = wordsOf(text);
            textWords.forEach(word -> counts.merge(word, 1, Integer::sum));
            new HashSet<>(textWords).forEach(word -> documents.merge(word, 1, Integer::sum));
        }
        words.clear();
        words.addAll(counts.keySet());
        words.sort((a, b) -> Integer.compare(counts.getOrDefault(b, 0), counts.getOrDefault(a, 0)));
        if (oovToken != null) {
            words.remove(oovToken);
            words.add(0, oovToken);
        }
        wordIndex.clear();
        for (String word : words) {
            wordIndex.put(word, wordIndex.size() + 1);
        }
    }

    private List<String> wordsOf(String text) {
        if (charLevel) {
            String characters = lower ? text.toLowerCase(Locale.ROOT) : text;
            return characters.codePoints().mapToObj(Character::toString).toList();
        }
        return Texts.textToWordSequence(text, filters, lower, split);
    }

    /** Converts each text to the indices of its words. */
    public List<int[]> textsToSequences(List<String> texts) {
        Arguments.notNull(texts, "Tokenizer.textsToSequences", "texts");
        requireFitted();
        return texts.stream()
                .map(text -> wordsOf(text).stream()
                        .map(word -> effectiveIndex(wordIndex.get(word)))
                        .filter(index -> index > 0)
                        .mapToInt(index -> index)
                        .toArray())
                .toList();
    }

    /** Returns the index; if it is unknown or not below numWords, 1 with an {@code oovToken} and 0 (left out) without. */
    private int effectiveIndex(@Nullable Integer index) {
        if (index == null || index < 1 || index > words.size() || (numWords != null && index >= numWords)) {
            return oovToken == null ? 0 : 1;
        }
        return index;
    }

    /** Converts sequences of indices to texts of words separated by spaces. */
    public List<String> sequencesToTexts(List<int[]> sequences) {
        Arguments.notNull(sequences, "Tokenizer.sequencesToTexts", "sequences");
        requireFitted();
        List<String> texts = new ArrayList<>();
        for (int[] sequence : sequences) {
            List<String> text = new ArrayList<>();
            for (int index : sequence) {
                int known = effectiveIndex(index);
                if (known > 0) {
                    text.add(words.get(known - 1));
                }
            }
            texts.add(String.join(" ", text));
        }
        return texts;
    }

    /** Converts texts to a matrix with a row per text; {@code mode} as in {@link #sequencesToMatrix}. */
    public Tensor textsToMatrix(List<String> texts, String mode) {
        Arguments.notNull(texts, "Tokenizer.textsToMatrix", "texts");
        Arguments.notNull(mode, "Tokenizer.textsToMatrix", "mode");
        return sequencesToMatrix(textsToSequences(texts), mode);
    }

    /**
     * Converts n sequences to a matrix (n, numWords), or (n, number of words + 1) if numWords is not set. Column i belongs to the word with
     * index i.
     *
     * @param mode "binary" (1 if the word occurs), "count", "freq" (count / length of the sequence) or "tfidf", which is
     *     (1 + ln count)·ln(1 + texts/(1 + texts with the word))
     */
    public Tensor sequencesToMatrix(List<int[]> sequences, String mode) {
        Arguments.notNull(sequences, "Tokenizer.sequencesToMatrix", "sequences");
        Arguments.notNull(mode, "Tokenizer.sequencesToMatrix", "mode");
        requireFitted();
        if (!List.of("binary", "count", "freq", "tfidf").contains(mode)) {
            throw new OptionException(
                    "Tokenizer: mode must be \"binary\", \"count\", \"freq\" or \"tfidf\", got \"" + mode + "\"");
        }
        int columns = numWords == null ? words.size() + 1 : numWords;
        Tensor y = Tensor.zeros(sequences.size(), columns);
        for (int n = 0; n < sequences.size(); n++) {
            Map<Integer, Integer> indexCounts = new HashMap<>();
            for (int index : sequences.get(n)) {
                if (index >= 0 && index < columns) {
                    indexCounts.merge(index, 1, Integer::sum);
                }
            }
            int row = n;
            int length = sequences.get(n).length;
            indexCounts.forEach((index, count) -> y.set((float) weight(mode, index, count, length), row, index));
        }
        return y;
    }

    private double weight(String mode, int index, int count, int length) {
        return switch (mode) {
            case "binary" -> 1;
            case "count" -> count;
            case "freq" -> (double) count / length;
            default -> {
                int texts = index == 0 || index > words.size() ? 0 : documents.getOrDefault(words.get(index - 1), 0);
                yield (1 + Math.log(count)) * Math.log(1 + documentCount / (1.0 + texts));
            }
        };
    }

    private void requireFitted() {
        if (documentCount == 0) {
            throw new DataException("Tokenizer: no words are known yet. Call fitOnTexts first.");
        }
    }

    /** The index of each word, most frequent first, including the words that {@link #numWords} excludes. */
    public Map<String, Integer> wordIndex() {
        return new LinkedHashMap<>(wordIndex);
    }

    /** The number of occurrences of each word, in order of first occurrence. */
    public Map<String, Integer> wordCounts() {
        return new LinkedHashMap<>(counts);
    }

    /** The number of texts that contain each word. */
    public Map<String, Integer> wordDocs() {
        return new HashMap<>(documents);
    }

    /** The number of texts given to {@link #fitOnTexts} so far. */
    public int documentCount() {
        return documentCount;
    }
}
