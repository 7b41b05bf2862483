package dev.cornet.samples.wrong;

import static dev.cornet.samples.wrong.WrongUse.data;
import static dev.cornet.samples.wrong.WrongUse.option;
import static dev.cornet.samples.wrong.WrongUse.shape;

import dev.cornet.datasets.DataSet;
import dev.cornet.datasets.Digits;
import dev.cornet.preprocessing.image.Filter;
import dev.cornet.preprocessing.image.Filters;
import dev.cornet.preprocessing.image.ImageDataGenerator;
import dev.cornet.preprocessing.image.Images;
import dev.cornet.preprocessing.text.TextVectorization;
import dev.cornet.preprocessing.text.Texts;
import dev.cornet.preprocessing.text.Tokenizer;
import dev.cornet.tensor.Tensor;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Mistakes with texts, data sets, filters and images. */
final class WrongTexts {
    private WrongTexts() {}

    private static Tokenizer fitted() {
        Tokenizer t = new Tokenizer();
        t.fitOnTexts(List.of("a b"));
        return t;
    }

    static Stream<WrongUse> uses(Path dir) {
        ImageDataGenerator g = new ImageDataGenerator();
        Tensor images = Tensor.zeros(4, 8, 8, 1);
        DataSet set = new DataSet(Tensor.zeros(3, 2), Tensor.zeros(3), Tensor.zeros(1, 2), Tensor.zeros(1));
        return Stream.of(
                data(
                        "words before they are counted",
                        "Tokenizer: no words are known yet. Call fitOnTexts first.",
                        () -> new Tokenizer().textsToSequences(List.of("a"))),
                option(
                        "no words at all",
                        "Tokenizer: numWords must be 1 or more, got 0",
                        () -> new Tokenizer().numWords(0)),
                option(
                        "a split of nothing",
                        "split must be one character or more, got \"\"",
                        () -> new Tokenizer().split("")),
                option(
                        "an unknown matrix mode",
                        "Tokenizer: mode must be \"binary\", \"count\", \"freq\" or \"tfidf\", got \"onehot\"",
                        () -> fitted().textsToMatrix(List.of("a"), "onehot")),
                option(
                        "a word for unknown ones too late",
                        "Tokenizer: oovToken takes index 1 from the most frequent word; set it before " + "fitOnTexts",
                        () -> fitted().oovToken("<oov>")),
                option("hashing into one place", "n must be 2 or more, got 1", () -> Texts.hashingTrick("a b", 1)),
                option(
                        "padding in the middle",
                        "padding must be \"pre\" or \"post\", got \"middle\"",
                        () -> Texts.padSequences(List.of(new int[] {1}), 3, "middle", "pre", 0)),
                option(
                        "truncating at the middle",
                        "truncating must be \"pre\" or \"post\", got \"mid\"",
                        () -> Texts.padSequences(List.of(new int[] {1}), 3, "pre", "mid", 0)),
                option(
                        "padding to a negative length",
                        "maxlen must be 0 or more, got -3",
                        () -> Texts.padSequences(List.of(new int[] {1}), -3)),
                data(
                        "texts before a vocabulary",
                        "TextVectorization: there is no vocabulary yet. Call adapt or vocabulary first.",
                        () -> new TextVectorization().apply(List.of("a"))),
                option(
                        "a vocabulary of one place",
                        "TextVectorization: max_tokens must be 2 or more, got 1",
                        () -> new TextVectorization().maxTokens(1)),
                option(
                        "a vocabulary with padding in the middle",
                        "TextVectorization: the vocabulary has \"\", which stands for padding, at index 1. "
                                + "Leave it out, or begin with exactly \"\", \"[UNK]\", as getVocabulary does for "
                                + "output_mode \"int\".",
                        () -> new TextVectorization().vocabulary(List.of("a", "", "b"))),
                option(
                        "a vocabulary of nothing",
                        "TextVectorization: the vocabulary has no words; give at least one, or call adapt",
                        () -> new TextVectorization().vocabulary(List.of())),
                option(
                        "a word twice",
                        "TextVectorization: the vocabulary has \"a\" twice; give it once",
                        () -> new TextVectorization().vocabulary(List.of("a", "a"))),
                option(
                        "more words than max_tokens",
                        "TextVectorization: the vocabulary has 2 tokens, but max_tokens leaves room for 1. "
                                + "Give fewer tokens, or a larger max_tokens.",
                        () -> new TextVectorization().maxTokens(3).vocabulary(List.of("a", "b"))),
                option(
                        "a vocabulary of vectors for indices",
                        "TextVectorization: the vocabulary has \"\", which stands for padding, at index 0. "
                                + "Leave it out, or begin with exactly \"[UNK]\", as getVocabulary does for "
                                + "output_mode \"count\".",
                        () -> new TextVectorization().outputMode("count").vocabulary(List.of("", "[UNK]", "a"))),
                option(
                        "tf-idf without weights",
                        "TextVectorization: tf_idf needs to know how many texts have a word. Set "
                                + "outputMode(\"tf_idf\") before adapt, or give vocabulary(tokens, idfWeights).",
                        () -> new TextVectorization()
                                .outputMode("tf_idf")
                                .vocabulary(List.of("a"))
                                .apply(List.of("a"))),
                option(
                        "weights without tf-idf",
                        "TextVectorization: idf weights are for output_mode \"tf_idf\", but it is \"int\". "
                                + "Set outputMode first, or give the vocabulary alone.",
                        () -> new TextVectorization().vocabulary(List.of("a"), 0.5)),
                option(
                        "one weight for two words",
                        "TextVectorization: expected an idf weight for each of 2 tokens, got 1",
                        () -> new TextVectorization().outputMode("tf_idf").vocabulary(List.of("a", "b"), 0.5)),
                option(
                        "an unknown output mode",
                        "TextVectorization: output_mode must be one of int, multi_hot, count, tf_idf, got "
                                + "\"one_hot\"",
                        () -> new TextVectorization().outputMode("one_hot")),
                option(
                        "an unknown standardization",
                        "TextVectorization: standardize must be one of lower_and_strip_punctuation, lower, "
                                + "strip_punctuation, none, got \"upper\"",
                        () -> new TextVectorization().standardize("upper")),
                option(
                        "groups of no words",
                        "TextVectorization: ngrams must be positive, got [0]",
                        () -> new TextVectorization().ngrams(0)),
                option(
                        "sequences of length 0",
                        "TextVectorization: output_sequence_length must be positive, got 0",
                        () -> new TextVectorization().outputSequenceLength(0)),
                option(
                        "padding to tokens that are not set",
                        "TextVectorization: pad_to_max_tokens needs max_tokens",
                        () -> new TextVectorization()
                                .outputMode("count")
                                .padToMaxTokens(true)
                                .vocabulary(List.of("a"))
                                .apply(List.of("a"))),
                option(
                        "a negative part of a data set",
                        "take: expected numbers of samples, 0 or more, got -1 and 1",
                        () -> set.take(-1, 1)),
                data(
                        "a data set's labels in too few classes",
                        "label 7 at index 3 is outside 0 … 4: numClasses is 5. Give a larger numClasses, or "
                                + "number the classes from 0.",
                        () -> Digits.load().toCategorical(5)),
                option(
                        "a data set scaled by NaN",
                        "rescale: the factor must be a finite number, as 1 / 255.0, got NaN",
                        () -> set.rescale(Double.NaN)),
                option(
                        "a shift of NaN",
                        "widthShiftRange must be 0 or more (below 1: a fraction, else pixels), got NaN",
                        () -> g.widthShiftRange(Double.NaN)),
                option(
                        "a brightness below 0",
                        "ImageDataGenerator: brightnessRange must be between 0.0 and 1000000.0, got -1.0",
                        () -> g.brightnessRange(-1, 1)),
                option(
                        "a brightness upside down",
                        "ImageDataGenerator: brightnessRange takes the lower end first, got 1.5 and 0.5",
                        () -> g.brightnessRange(1.5, 0.5)),
                option(
                        "a zoom upside down",
                        "ImageDataGenerator: zoomRange takes the lower end first, got 1.5 and 0.5",
                        () -> g.zoomRange(1.5, 0.5)),
                option(
                        "an interpolation of order 3",
                        "interpolationOrder must be 0 (nearest) or 1 (bilinear), got 3",
                        () -> g.interpolationOrder(3)),
                shape(
                        "masks of another number",
                        "x has 4 images, but y has shape (3, 8, 8, 1)",
                        () -> g.flowMasks(images, Tensor.zeros(3, 8, 8, 1))
                                .epoch(0)
                                .next()),
                shape(
                        "labels of another number",
                        "x has 4 images, but y has shape (3)",
                        () -> g.flow(images, Tensor.zeros(3)).epoch(0).next()),
                option(
                        "a subset without a split",
                        "subset(\"validation\") needs the generator's validationSplit, as in new "
                                + "ImageDataGenerator().validationSplit(0.2)",
                        () -> g.flow(images).subset("validation").epoch(0).next()),
                option(
                        "workers of a flow below 0",
                        "flow: workers must be 0 or more, got -1",
                        () -> g.flow(images).workers(-1)),
                option(
                        "a queue of none",
                        "flow: maxQueueSize must be 1 or more, got 0",
                        () -> g.flow(images).maxQueueSize(0)),
                shape(
                        "weights of a flow of another number",
                        "x has 4 images, but sampleWeight has shape (2)",
                        () -> g.flow(images, Tensor.zeros(4))
                                .sampleWeight(Tensor.zeros(2))
                                .epoch(0)
                                .next()),
                shape(
                        "a transform of a batch",
                        "an image has the shape (height, width, channels), got (4, 8, 8, 1)",
                        () -> g.randomTransform(images)),
                data(
                        "files and labels of unlike number",
                        "1 files, but 0 labels: give one label per file",
                        () -> g.flowFromFiles(List.of(dir.resolve("a.png")), List.of())
                                .samples()),
                data(
                        "files that are not there",
                        "there is no image {dir}/a.png. Mend or remove it, or leave such files out by "
                                + "onUnreadable(\"skip\").",
                        () -> g.flowFromFiles(List.of(dir.resolve("a.png")), List.of("x"))
                                .epoch(0)
                                .next()),
                option(
                        "an unknown interpolation of a flow",
                        "interpolation \"magic\" is unknown; the filters are [nearest, bilinear, bicubic, "
                                + "box, hamming, lanczos]",
                        () -> g.flowFromDirectory(dir).interpolation("magic")),
                option(
                        "an unknown answer to damaged files",
                        "onUnreadable must be \"fail\" or \"skip\", got \"ignore\"",
                        () -> g.flowFromDirectory(dir).onUnreadable("ignore")),
                option(
                        "skipping more than all",
                        "maxSkipped must lie between 0 and 1, got 2.0",
                        () -> g.flowFromDirectory(dir).maxSkipped(2)),
                data(
                        "classes that are no folders",
                        "the class \"cats\" has no folder in {dir}",
                        () -> g.flowFromDirectory(dir).classes("cats", "dogs").samples()),
                shape(
                        "a picture of a matrix",
                        "an image has the shape (height, width, 1, 3 or 4 channels), got (4)",
                        () -> Images.arrayToImg(Tensor.zeros(4))),
                shape(
                        "a picture of five channels",
                        "an image has the shape (height, width, 1, 3 or 4 channels), got (4, 4, 5)",
                        () -> Images.arrayToImg(Tensor.zeros(4, 4, 5))),
                option(
                        "a grid of no columns",
                        "columns must be 1 or more, got 0",
                        () -> Images.saveGrid(dir.resolve("g.png").toString(), images, 0)),
                shape(
                        "a grid of one picture",
                        "a grid needs images of shape (n, height, width, channels), got (8, 8)",
                        () -> Images.saveGrid(dir.resolve("g.png").toString(), Tensor.zeros(8, 8), 2)),
                shape(
                        "a kernel of three axes as pictures",
                        "ofKernel: expected the kernel (height, width, in, out) of a Conv2D, got (3, 3, 1)",
                        () -> Images.ofKernel(Tensor.zeros(3, 3, 1))),
                shape(
                        "channels of a row",
                        "ofChannels: expected (height, width, channels) or a batch of one, got (3, 3)",
                        () -> Images.ofChannels(Tensor.zeros(3, 3))),
                option(
                        "rescaling by too much",
                        "rescale: quantiles must be 0 ≤ low < high ≤ 1, got 0.9 and 0.1",
                        () -> Images.rescale(images, 0.9, 0.1)),
                shape(
                        "an empty filter",
                        "a filter needs a row and a column at least",
                        () -> Filter.of(new double[][] {})),
                shape(
                        "a ragged filter",
                        "the rows of a filter must be equally long, but row 0 has 2 numbers and row 1 has 1",
                        () -> Filter.of(new double[][] {{1, 2}, {3}})),
                data(
                        "a filter of NaN",
                        "a filter needs finite numbers, row 0 has NaN",
                        () -> Filter.of(new double[][] {{Double.NaN}})),
                option(
                        "an unknown border",
                        "border must be \"valid\", \"zero\", \"keep\" or \"copy\", got \"mirror\"",
                        () -> Filters.mean().border("mirror")),
                option(
                        "a mean of no width",
                        "Filters.mean: size must be between 1 and 1000, got 0",
                        () -> Filters.mean(0)),
                shape(
                        "a filter over rows",
                        "a filter wants images (height, width), (height, width, channels) or a batch of "
                                + "them, got shape (9)",
                        () -> Filters.mean().correlate(Tensor.zeros(9))),
                option(
                        "an image of an unknown color mode",
                        "colorMode \"gray\" is unknown; the modes are \"grayscale\", \"rgb\", \"rgba\"",
                        () -> Images.loadImg(dir.resolve("a.png"), "gray")));
    }
}
