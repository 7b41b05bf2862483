package dev.cornet.applications;

import dev.cornet.exceptions.Arguments;
import dev.cornet.exceptions.ShapeException;
import dev.cornet.tensor.Tensor;

/**
 * The preprocessing of images for networks trained on ImageNet. Images have three channels R, G, B on the last axis, with values 0 … 255;
 * the argument is not changed. Reference: Keras' preprocess_input.
 */
public enum Preprocessing {
    /** B, G, R, each minus its mean (103.939, 116.779, 123.68). */
    CAFFE {
        @Override
        void pixel(float[] x, int i, float[] y, int o) {
            y[o] = x[i + 2] - 103.939f;
            y[o + 1] = x[i + 1] - 116.779f;
            y[o + 2] = x[i] - 123.68f;
        }
    },

    /** x/127.5 − 1, from −1 to 1. */
    TF {
        @Override
        void pixel(float[] x, int i, float[] y, int o) {
            for (int c = 0; c < CHANNELS; c++) {
                y[o + c] = x[i + c] / 127.5f - 1;
            }
        }
    },

    /** (x/255 − mean)/deviation, with means (0.485, 0.456, 0.406) and deviations (0.229, 0.224, 0.225). */
    TORCH {
        @Override
        void pixel(float[] x, int i, float[] y, int o) {
            y[o] = (x[i] / 255 - 0.485f) / 0.229f;
            y[o + 1] = (x[i + 1] / 255 - 0.456f) / 0.224f;
            y[o + 2] = (x[i + 2] / 255 - 0.406f) / 0.225f;
        }
    };

    private static final int CHANNELS = 3;

    /** The preprocessed images; {@code images} is (height, width, 3) or a batch of such images. */
    public Tensor apply(Tensor images) {
        Arguments.notNull(images, "preprocessInput", "images");
        if (images.shape().rank() < 1 || images.shape().last() != CHANNELS) {
            throw new ShapeException("preprocessInput: expected images with 3 channels last, got " + images.shape());
        }
        Tensor y = Tensor.zeros(images.shape());
        for (int i = 0; i < images.size(); i += CHANNELS) {
            pixel(images.data(), images.offset() + i, y.data(), i);
        }
        return y;
    }

    /** Converts the pixel at index i of x and writes it to index o of y. */
    abstract void pixel(float[] x, int i, float[] y, int o);
}
