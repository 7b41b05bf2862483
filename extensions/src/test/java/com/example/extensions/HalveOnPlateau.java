package com.example.extensions;

import dev.cornet.callbacks.PatientCallback;

/** Halves the learning rate whenever the metric has not improved for some epochs, one by default. */
public final class HalveOnPlateau extends PatientCallback<HalveOnPlateau> {
    public HalveOnPlateau() {
        super(0, 1);
    }

    @Override
    protected void onPatienceEnd(int epoch, double value) {
        model().optimizer().learningRate(model().optimizer().learningRate() / 2);
    }
}
