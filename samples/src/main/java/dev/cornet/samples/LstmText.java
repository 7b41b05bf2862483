package dev.cornet.samples;

import dev.cornet.Cornet;
import dev.cornet.exceptions.DataException;
import dev.cornet.layers.Dense;
import dev.cornet.layers.Dropout;
import dev.cornet.layers.Embedding;
import dev.cornet.layers.LSTM;
import dev.cornet.models.Fit;
import dev.cornet.models.Sequential;
import dev.cornet.optimizers.Adam;
import dev.cornet.preprocessing.text.Texts;
import dev.cornet.preprocessing.text.Tokenizer;
import dev.cornet.tensor.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** An LSTM on text: it reads a few letters, one after the other, and classifies them as English, French or German. */
public final class LstmText {
    private static final List<String> LANGUAGES = List.of("english", "french", "german");
    private static final int LENGTH = 24;

    private LstmText() {}

    /** A piece of a sentence and the index of its language. */
    private record Piece(String text, int language) {}

    public static void main(String[] args) {
        Cornet.setSeed(1);
        List<Piece> train = new ArrayList<>();
        List<Piece> test = new ArrayList<>();
        List<String> lines = sentences();
        for (int i = 0; i < lines.size(); i++) {
            String[] parts = lines.get(i).split("\t");
            cut(
                    parts[1],
                    LANGUAGES.indexOf(parts[0]),
                    i % 4 == 3 ? test : train); // pieces of one sentence are all in the same set
        }

        Tokenizer tokenizer = new Tokenizer().charLevel(true);
        tokenizer.fitOnTexts(train.stream().map(Piece::text).toList());

        Sequential model = new Sequential();
        model.add(new Embedding(tokenizer.wordIndex().size() + 1, 16)
                .maskZero(true)
                .inputShape(LENGTH));
        model.add(new LSTM(32).dropout(0.2));
        model.add(new Dropout(0.3));
        model.add(new Dense(LANGUAGES.size()).activation("softmax"));
        model.summary();
        model.compile(new Adam(3e-3), "sparse_categorical_crossentropy", "accuracy");
        model.fit(
                letters(tokenizer, train),
                languages(train),
                new Fit().epochs(15).verbose(0));
        System.out.printf(
                "test accuracy %.3f on %d pieces of other sentences%n",
                model.evaluate(letters(tokenizer, test), languages(test)).get("accuracy"), test.size());

        for (String text :
                List.of("where are you going today", "où vas-tu aujourd'hui", "das wetter ist heute schön")) {
            Tensor p = model.predict(letters(tokenizer, List.of(new Piece(text, 0))));
            int language = p.argMax()[0];
            System.out.printf("%-27s %-8s (%.2f)%n", text, LANGUAGES.get(language), p.get(0, language));
        }
    }

    /** Adds all pieces of LENGTH letters of a sentence to a list. */
    private static void cut(String sentence, int language, List<Piece> into) {
        for (int i = 0; i + LENGTH <= sentence.length(); i++) {
            into.add(new Piece(sentence.substring(i, i + LENGTH), language));
        }
    }

    /** Encodes letters as numbers from 1 on, padded in front with 0, which the embedding masks. */
    private static Tensor letters(Tokenizer tokenizer, List<Piece> pieces) {
        return Texts.padSequences(
                tokenizer.textsToSequences(pieces.stream().map(Piece::text).toList()), LENGTH);
    }

    private static Tensor languages(List<Piece> pieces) {
        return Tensor.of(pieces.stream().mapToInt(Piece::language).toArray(), pieces.size(), 1);
    }

    private static List<String> sentences() {
        try (InputStream in = LstmText.class.getResourceAsStream("sentences.txt")) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        } catch (IOException e) {
            throw new DataException("cannot read the sentences: " + e.getMessage(), e);
        }
    }
}
