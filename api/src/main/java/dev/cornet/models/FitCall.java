package dev.cornet.models;

import dev.cornet.data.Batches;
import dev.cornet.exceptions.Arguments;
import dev.cornet.exceptions.OptionException;
import dev.cornet.optimizers.FullBatchOptimizer;
import dev.cornet.tensor.Tensor;
import dev.cornet.training.EpochOpener;
import dev.cornet.training.ModelRuntime;
import dev.cornet.training.OutputLosses;
import dev.cornet.training.Trainer;
import dev.cornet.training.TrainingArrays;
import dev.cornet.training.TrainingSetup;
import dev.cornet.training.Warnings;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One call of fit: checks the options against the data, and runs a {@link Trainer} on batches of that data. */
record FitCall(Model model, Fit options, OutputLosses outputLosses, Trainer trainer) {
    /** The model must be built. */
    static FitCall of(Model model, Fit options) {
        ModelRuntime runtime = model.runtime();
        TrainingSetup setup = model.trainingSetup(runtime);
        Trainer trainer = new Trainer(model.trainableModel(), runtime, setup, options.trainingOptions());
        return new FitCall(model, options, setup.outputLosses(), trainer);
    }

    History run(List<Tensor> xs, List<Tensor> ys) {
        TrainingArrays all = new TrainingArrays(xs, ys, options.sampleWeight());
        all.check(outputLosses);
        int rows = all.rows();
        Batches validation = validation();
        int trainingRows = rows;
        if (validation == null && options.validationSplit() > 0) {
            trainingRows = (int) Math.floor(rows * (1 - options.validationSplit()));
            if (trainingRows == 0 || trainingRows == rows) {
                throw new OptionException("fit: a validationSplit of " + options.validationSplit() + " of " + rows
                        + " samples leaves one part empty. Give more samples, or validationData.");
            }
            validation = all.rows(trainingRows, rows).batches(options.validationBatchSize(), false, 0);
        }
        // Created before the seed is used: a resumed training restores the seed.
        TrainingRun trainingRun = new TrainingRun(model, options);
        int batchSize = options.hasBatchSize() || !(model.optimizer() instanceof FullBatchOptimizer<?>)
                ? options.batchSize()
                : trainingRows;
        Batches source = all.rows(0, trainingRows)
                .batches(
                        batchSize,
                        options.shuffle(),
                        model.seed(),
                        options.sharding().shards());
        trainer.run(trainingRun, source, new EpochOpener("fit"), validation);
        return trainingRun.history();
    }

    History run(Batches source, EpochOpener opener) {
        if (options.hasBatchSize() || !options.sampleWeight().isEmpty() || options.validationSplit() > 0) {
            throw new OptionException(
                    "fit: batchSize, sampleWeight and validationSplit are for arrays; a source of batches decides them"
                            + " itself.");
        }
        if (Arguments.notNull(source.count(), "fit: what the source's count() gives")
                        .isEmpty()
                && options.stepsPerEpoch() == null) {
            throw new OptionException(
                    "fit: the source does not tell how many batches an epoch has; give stepsPerEpoch(…).");
        }
        if (options.hasShuffle()) {
            Warnings.ignoredShuffle(options.shuffle(), source);
        }
        TrainingRun trainingRun = new TrainingRun(model, options);
        trainer.run(trainingRun, source, opener, validation());
        return trainingRun.history();
    }

    private @Nullable Batches validation() {
        if (options.validationX().isEmpty()) {
            return options.validationBatches();
        }
        outputLosses.requireTargets(options.validationY());
        return new TrainingArrays(options.validationX(), options.validationY(), options.validationWeight())
                .batches(options.validationBatchSize(), false, 0);
    }
}
