package dev.cornet.constraints;

/**
 * A constraint whose option methods return its own type, so that calls chain in any order. {@link ElementwiseConstraint} is for
 * projections of each value on its own, {@link NormConstraint} for those that scale vectors; this class is for any other:
 *
 * <pre>{@code
 * public final class UnitSphere extends FluentConstraint<UnitSphere> {       // w ← r·w/‖w‖
 *     @Option private double radius = 1;
 *
 *     public UnitSphere radius(double radius) {
 *         this.radius = radius;
 *         return checked();
 *     }
 *     @Override public void project(Tensor w) {
 *         Ops.scale(w, (float) (radius / Math.max(Math.sqrt(Ops.sumOfSquares(w)), 1e-12)));
 *     }
 * }
 * }</pre>
 *
 * @param <C> the constraint class itself
 */
public abstract class FluentConstraint<C extends FluentConstraint<C>> extends Constraint {
    /** For the end of an option method: refuses an invalid value at once, and returns this constraint. */
    @SuppressWarnings("unchecked") // C is the class itself, by the bound
    protected final C checked() {
        checkOptions();
        return (C) this;
    }
}
