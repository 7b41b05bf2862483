package dev.cornet.training;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The options of fit that the training loop uses.
 *
 * @param epochs the number of the last epoch, counted from 1
 * @param verbose 0 silent, 1 a progress bar, 2 one line per epoch
 * @param stepsPerEpoch batches per epoch; null for one pass through the data
 * @param validationSteps batches per validation; null for all
 * @param validationFreq the number of epochs between validations
 * @param classWeight the weight of each class' samples in the loss; 1 for classes not named
 * @param sharding whether and how batches are cut into shards
 */
public record TrainingOptions(
        int epochs,
        int verbose,
        @Nullable Integer stepsPerEpoch,
        @Nullable Integer validationSteps,
        int validationFreq,
        Map<Integer, Double> classWeight,
        Sharding sharding) {}
