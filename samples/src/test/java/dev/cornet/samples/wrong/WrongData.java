package dev.cornet.samples.wrong;

import static dev.cornet.samples.wrong.WrongUse.data;
import static dev.cornet.samples.wrong.WrongUse.format;
import static dev.cornet.samples.wrong.WrongUse.option;
import static dev.cornet.samples.wrong.WrongUse.other;
import static dev.cornet.samples.wrong.WrongUse.shape;

import dev.cornet.data.NumericUtils;
import dev.cornet.datasets.DataSet;
import dev.cornet.datasets.IdxFile;
import dev.cornet.layers.Dense;
import dev.cornet.models.Model;
import dev.cornet.models.Sequential;
import dev.cornet.preprocessing.image.ImageDataGenerator;
import dev.cornet.preprocessing.image.Images;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Mistakes with arrays, images and files of data. */
final class WrongData {
    private WrongData() {}

    private static Sequential small() {
        return new Sequential(new Dense(2).named("fc").inputShape(3));
    }

    static Stream<WrongUse> uses(Path dir) {
        return Stream.of(arrays(), images(dir), files(dir)).flatMap(s -> s);
    }

    private static Stream<WrongUse> arrays() {
        return Stream.of(
                shape(
                        "too few values",
                        "shape (2, 2) has 4 values, but the array holds 3. Give a shape whose sizes multiply "
                                + "to 3, or an array of 4 values.",
                        () -> Tensor.of(new float[] {1, 2, 3}, 2, 2)),
                shape(
                        "ragged rows",
                        "row 1 has 1 values, row 0 has 2; the rows of a matrix must be of one length. Pad "
                                + "the shorter ones, or cut the longer ones.",
                        () -> Tensor.of(new float[][] {{1, 2}, {3}})),
                shape(
                        "a shape of other size",
                        "reshape: cannot view (2, 3) (6 values) as (4, 2) (8 values): the numbers of values "
                                + "must be equal. Leave one size free by -1, or take other sizes.",
                        () -> Tensor.zeros(2, 3).reshape(4, 2)),
                shape(
                        "two sizes left free",
                        "reshape: only one size can be left free by -1, got [-1, -1]",
                        () -> Tensor.zeros(2, 3).reshape(-1, -1)),
                shape(
                        "rows behind the last",
                        "rows(1, 3) are not within the first axis of (2, 3): 0 <= from <= to <= 2 is wanted, "
                                + "where row to is the first one left out.",
                        () -> Tensor.zeros(2, 3).rows(1, 3)),
                shape(
                        "an index outside",
                        "index [0, 3] is outside shape (2, 3): index 3 of axis 1 must be from 0 to 2.",
                        () -> Tensor.zeros(2, 3).get(0, 3)),
                shape(
                        "too few indices",
                        "the shape (2, 3) has 2 axes, got 1 index; give one for each axis",
                        () -> Tensor.zeros(2, 3).get(0)),
                shape(
                        "an axis that is not there",
                        "axis 2 does not exist in shape (2, 3) of rank 2; there are 0 to 1, or -1 to -2 from "
                                + "the end.",
                        () -> Shape.of(2, 3).dim(2)),
                shape(
                        "more values than an array holds",
                        "the shape (50000, 50000) has more than 2147483639 values, the most one array can hold",
                        () -> Tensor.zeros(50_000, 50_000)),
                shape(
                        "copying another shape",
                        "copyFrom: cannot copy the 4 values of (2, 2) into the 6 of (2, 3). Give a tensor of "
                                + "as many values.",
                        () -> Tensor.zeros(2, 3).copyFrom(Tensor.zeros(2, 2))),
                data(
                        "a label beyond the classes",
                        "label 10 at index 1 is outside 0 … 9: numClasses is 10. Give a larger numClasses, or number "
                                + "the classes from 0.",
                        () -> NumericUtils.toCategorical(new int[] {0, 10}, 10)),
                data(
                        "a negative class",
                        "label -1.0 at index 1 is not a whole number of 0 or more. Class labels count from 0.",
                        () -> NumericUtils.toCategorical(Tensor.of(new int[] {1, -1}))),
                shape(
                        "a data set of unequal rows",
                        "the training inputs (3, 2) and targets (2) must have the same number of rows",
                        () -> new DataSet(Tensor.zeros(3, 2), Tensor.zeros(2), Tensor.zeros(1, 2), Tensor.zeros(1))));
    }

    private static Stream<WrongUse> images(Path dir) {
        ImageDataGenerator generator = new ImageDataGenerator();
        return Stream.of(
                option(
                        "an unknown fill mode",
                        "ImageDataGenerator: fillMode \"mirror\" is unknown; the modes are [nearest, constant, "
                                + "reflect, wrap]",
                        () -> generator.fillMode("mirror")),
                option(
                        "a zoom of 2",
                        "ImageDataGenerator: zoomRange must be between 0.0 and 1.0, got 2.0",
                        () -> generator.zoomRange(2)),
                option(
                        "a negative rotation",
                        "ImageDataGenerator: rotationRange must be between 0.0 and 1000000.0, got -10.0",
                        () -> generator.rotationRange(-10)),
                option(
                        "a validation split of the generator in percent",
                        "ImageDataGenerator: validationSplit must lie between 0 and 1, got 20.0",
                        () -> generator.validationSplit(20)),
                option(
                        "an unknown subset",
                        "flow: subset must be \"training\" or \"validation\", got \"test\"",
                        () -> generator.flow(Tensor.zeros(4, 2, 2, 1)).subset("test")),
                option(
                        "a flow in batches of none",
                        "flow: batchSize must be 1 or more, got 0",
                        () -> generator.flow(Tensor.zeros(4, 2, 2, 1)).batchSize(0)),
                shape(
                        "rows as images",
                        "flow needs images of shape (n, height, width, channels), got (4, 784)",
                        () -> generator.flow(Tensor.zeros(4, 784)).epoch(0).next()),
                shape(
                        "fitting on rows",
                        "fit needs images of shape (n, height, width, channels), but got (4, 784)",
                        () -> generator.fit(Tensor.zeros(4, 784))),
                data(
                        "standardizing before fit",
                        "featurewiseCenter needs statistics of the whole data set. Call fit(x) with training images "
                                + "first.",
                        () -> new ImageDataGenerator().featurewiseCenter(true).standardize(Tensor.zeros(2, 2, 1))),
                data(
                        "a folder of images that is not there",
                        "there is no folder {dir}/none. Name one with a sub-folder of images for each class.",
                        () -> generator.flowFromDirectory(dir.resolve("none")).samples()),
                data(
                        "a folder without images",
                        "there are no images in {dir}/empty. Images are taken from the sub-folders, one for each "
                                + "class; the endings are [bmp, jpeg, jpg, png, ppm, tif, tiff].",
                        () -> generator
                                .flowFromDirectory(Files.createDirectories(dir.resolve("empty")))
                                .samples()),
                option(
                        "an unknown class mode",
                        "flow: classMode \"one_hot\" is unknown; the modes are [categorical, binary, sparse, input, "
                                + "none]",
                        () -> generator.flowFromDirectory(dir).classMode("one_hot")),
                option(
                        "a target size of 0",
                        "flow: targetSize must be 1 or more, got 0 x 64",
                        () -> generator.flowFromDirectory(dir).targetSize(0, 64)),
                option(
                        "an unknown color mode",
                        "colorMode \"gray\" is unknown; the modes are \"grayscale\", \"rgb\", \"rgba\"",
                        () -> generator.flowFromDirectory(dir).colorMode("gray")),
                data(
                        "an image that is not there",
                        "there is no image {dir}/cat.png",
                        () -> Images.loadImg(dir.resolve("cat.png").toString())),
                option(
                        "an unknown image format",
                        "images cannot be written as \"webp\" ({dir}/cat.webp); the formats are png, jpg, jpeg, bmp, "
                                + "gif, tif",
                        () -> Images.saveImg(dir.resolve("cat.webp").toString(), Tensor.zeros(2, 2, 3))),
                data(
                        "an IDX file that is not there",
                        "there is no file {dir}/labels",
                        () -> IdxFile.read(dir.resolve("labels"))));
    }

    private static Stream<WrongUse> files(Path dir) {
        return Stream.of(
                format(
                        "a model file that is not there",
                        "{dir}/none.cornet: the file does not exist",
                        () -> Model.load(dir.resolve("none.cornet").toString())),
                format(
                        "a text as model file",
                        "{dir}/text.cornet: is no .cornet file but a text, no file of weights or of a model",
                        () -> Model.load(Files.writeString(dir.resolve("text.cornet"), "hello, this is no model")
                                .toString())),
                format(
                        "an empty model file",
                        "{dir}/empty.cornet: is no .cornet file, it is empty. A .cornet file is what Model.save "
                                + "writes.",
                        () -> Model.load(Files.writeString(dir.resolve("empty.cornet"), "")
                                .toString())),
                format(
                        "a folder as model file",
                        "{dir}: is no .cornet file but a folder; give the file in it",
                        () -> Model.load(dir.toString())),
                format(
                        "weights that are not there",
                        "{dir}/none.safetensors: the file does not exist",
                        () -> small().loadWeights(
                                        dir.resolve("none.safetensors").toString())),
                format(
                        "weights of another model",
                        "{dir}/other.safetensors: the weights are not those of the model:\n  wrong shape: fc/kernel "
                                + "is (3, 5) in the file, (3, 2) in the model\n  wrong shape: fc/bias is (5) in the file, (2) "
                                + "in the model\n  unexpected: more/kernel (5, 1)\n  unexpected: more/bias (1)\nMake the model with the layers "
                                + "and options of the one that was saved.",
                        () -> {
                            String file = dir.resolve("other.safetensors").toString();
                            new Sequential(new Dense(5).named("fc").inputShape(3), new Dense(1).named("more"))
                                    .saveWeights(file);
                            small().loadWeights(file);
                        }),
                format(
                        "a text as weights",
                        "{dir}/text.safetensors: is no safetensors file but a text, no file of weights or of "
                                + "a model",
                        () -> small().loadWeights(Files.writeString(
                                        dir.resolve("text.safetensors"), "hello, this is no file of weights")
                                .toString())),
                format(
                        "JSON that is none",
                        "the JSON text: no valid JSON: {…}",
                        () -> Model.fromJson("Sequential(Dense(3))")),
                format(
                        "a record that is no model",
                        "the JSON text:\n  model: expected a Sequential or Functional model, got the layer "
                                + "\"Dense\". Put it into a Sequential model",
                        () -> Model.fromJson("{\"class_name\": \"Dense\", \"config\": {\"units\": 3}}")),
                format(
                        "an unknown option in a record",
                        "the JSON text:\n  model.config.layers[0].config: Dense has no option [unit]; its options are "
                                + "[name, trainable, dtype, units, activation, use_bias, kernel_initializer, bias_initializer, "
                                + "kernel_regularizer, bias_regularizer, activity_regularizer, kernel_constraint, "
                                + "bias_constraint]",
                        () -> Model.fromJson(
                                "{\"class_name\": \"Sequential\", \"config\": {\"layers\": [{\"class_name\": \"Dense\", \"config\": {\"unit\": 3}}]}}")),
                other(
                        "saving a model without a shape",
                        "Sequential: the shape of its input is not known yet. Start with Input.of(…), give the first "
                                + "layer an inputShape(…), or fit it to data.",
                        () -> new Sequential(new Dense(3))
                                .save(dir.resolve("m.cornet").toString())),
                other(
                        "weights of a model without a shape",
                        "Sequential: the shape of its input is not known yet. Start with Input.of(…), give the first "
                                + "layer an inputShape(…), or fit it to data.",
                        () -> new Sequential(new Dense(3))
                                .saveWeights(dir.resolve("m.safetensors").toString())),
                other(
                        "saving into a folder that is not there",
                        "cannot write {dir}/no/such/m.cornet: the folder {dir}/no/such does not exist; make it "
                                + "first. What stood there before is untouched.",
                        () -> small().save(dir.resolve("no/such/m.cornet").toString())),
                format(
                        "a PNG as weights",
                        "{dir}/picture.png: is no safetensors file but a PNG image",
                        () -> small().loadWeights(picture(dir))));
    }

    private static String picture(Path dir) {
        Path file = dir.resolve("picture.png");
        Images.saveImg(file.toString(), Tensor.zeros(2, 2, 3));
        return file.toString();
    }
}
