package dev.cornet.applications;

import dev.cornet.layers.Activation;
import dev.cornet.layers.Conv2D;
import dev.cornet.nn.Symbol;
import dev.cornet.tensor.Tensor;

/**
 * The architecture of the NASNets: a convolution, two reduction cells, and three stages of normal cells with a reduction cell before the
 * second and the third. A cell reads the outputs of the two cells before it. Each stage has twice as many filters as the one before.
 *
 * @param <A> the network itself
 */
abstract class NasNetBase<A extends NasNetBase<A>> extends Application<A> {
    private static final int STAGES = 3;

    /** The channels of the last cell for each filter of the first stage: it has four times as many filters, and six parts. */
    private static final int LAST_CHANNELS = 24;

    private final int cells;
    private final int filters;
    private final int stemFilters;
    private final boolean skipsReduction;

    /**
     * Creates the architecture "NASNet-A (cells @ lastChannels)".
     *
     * @param cells the number of normal cells in a stage
     * @param lastChannels the number of channels of the last cell, a multiple of 96
     * @param stemFilters the number of filters of the first convolution
     * @param skipsReduction whether the cell after a reduction reads, beside its output, the older of the two outputs that the reduction has
     *     read, not the newer
     */
    NasNetBase(int cells, int lastChannels, int stemFilters, boolean skipsReduction) {
        this.cells = cells;
        this.filters = lastChannels / LAST_CHANNELS;
        this.stemFilters = stemFilters;
        this.skipsReduction = skipsReduction;
    }

    @Override
    final Symbol features(Symbol image) {
        Symbol stem = NasNetCell.normalized(
                image.then(new Conv2D(stemFilters, 3)
                        .strides(2)
                        .useBias(false)
                        .kernelInitializer("he_normal")
                        .named("stem_conv1")),
                "stem_bn1");
        Symbol p = NasNetCell.reduction(stem, stem, filters / 4, "stem_1");
        Symbol x = NasNetCell.reduction(p, stem, filters / 2, "stem_2");
        for (int stage = 0; stage < STAGES; stage++) {
            int id = stage * cells;
            if (stage > 0) {
                Symbol reduced = NasNetCell.reduction(x, p, filters << stage, "reduce_" + id++);
                p = skipsReduction ? p : x;
                x = reduced;
            }
            for (int cell = 0; cell < cells; cell++) {
                Symbol next = NasNetCell.normal(x, p, filters << stage, Integer.toString(id++));
                p = x;
                x = next;
            }
        }
        return x.then(new Activation("relu"));
    }

    /** The file of ImageNet weights of the network "mobile" or "large"; it has one checksum with the top and another one without. */
    static WeightFile imagenet(String size, boolean top, String md5WithTop, String md5WithoutTop) {
        String published = "NASNet-" + size + (top ? "" : "-no-top") + ".h5";
        String name = "nasnet_" + size + (top ? "" : "_no_top") + ".h5";
        return WeightFile.of("nasnet", published, name, top ? md5WithTop : md5WithoutTop);
    }

    /** Preprocesses images with channels R, G, B in 0 … 255 for this network: {@link Preprocessing#TF}. */
    public static Tensor preprocessInput(Tensor images) {
        return Preprocessing.TF.apply(images);
    }
}
