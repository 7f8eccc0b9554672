package io.inceptionstreams.modelbuild.head;

import java.util.List;
import java.util.Random;
import org.hipparchus.optim.ConvergenceChecker;
import org.hipparchus.optim.InitialGuess;
import org.hipparchus.optim.MaxEval;
import org.hipparchus.optim.MaxIter;
import org.hipparchus.optim.PointValuePair;
import org.hipparchus.optim.nonlinear.scalar.GoalType;
import org.hipparchus.optim.nonlinear.scalar.ObjectiveFunction;
import org.hipparchus.optim.nonlinear.scalar.ObjectiveFunctionGradient;
import org.hipparchus.optim.nonlinear.scalar.gradient.NonLinearConjugateGradientOptimizer;
import org.hipparchus.optim.nonlinear.scalar.gradient.NonLinearConjugateGradientOptimizer.Formula;

/**
 * Fits a softmax layer by conjugate gradients on all examples at once: the problem is convex, and a few hundred photos'
 * features are small. Targets are smoothed as in the paper (section 7). A share of each class is held out, and the head
 * that fits these best is the result, so that training ends where it would begin to learn by heart.
 *
 * @param smoothing the part of each target that is spread over all classes
 * @param decay how much large weights cost, per standard deviation of a feature
 * @param heldOut the share of each class
 * @param iterations at most
 * @param patience iterations without a better fit of the held-out part, after which training ends
 */
public record HeadTraining(double smoothing, double decay, double heldOut, int iterations, int patience) {

    /** The paper's smoothing, a fifth held out. */
    public static final HeadTraining DEFAULTS = new HeadTraining(0.1, 1e-3, 0.2, 200, 15);

    /**
     * What came out.
     *
     * @param iterations that were run
     * @param learned the examples that were learned, and what the head makes of them
     * @param heldOut the others, by which the iteration was chosen: what the head makes of them is a little too good
     */
    public record Result(Head head, int iterations, List<Judged> learned, List<Judged> heldOut) {

        /** How often each class (row) of the held-out examples was taken for each (column). */
        public int[][] confusion() {
            int classes = head.bias().length;
            int[][] counts = new int[classes][classes];
            heldOut.forEach(each -> counts[each.label()][each.taken()]++);
            return counts;
        }

        /** The share of examples that were taken for what they are. */
        public static double accuracy(List<Judged> examples) {
            return (double) examples.stream().filter(Judged::isRight).count() / examples.size();
        }
    }

    /**
     * An example, and what the head takes it for.
     *
     * @param id the caller's name for it
     * @param label its class
     * @param taken the class that the head gives it
     * @param probability of that
     */
    public record Judged(int id, int label, int taken, double probability) {

        public boolean isRight() {
            return label == taken;
        }
    }

    /** The same examples and seed give the same head. On the calling thread; seconds for a few hundred examples. */
    public Result train(Examples examples, long seed) {
        Examples.Split split = examples.split(heldOut, new Random(seed));
        Scaling scaling = new Scaling(split.training());
        SoftmaxLoss loss = new SoftmaxLoss(scaling.scaled(split.training()), smoothing, decay);
        EarlyStop stop = new EarlyStop(new SoftmaxLoss(scaling.scaled(split.heldOut()), smoothing, 0));
        new NonLinearConjugateGradientOptimizer(Formula.POLAK_RIBIERE, stop)
                .optimize(
                        MaxEval.unlimited(),
                        MaxIter.unlimited(), // the checker counts
                        new ObjectiveFunction(loss::value),
                        new ObjectiveFunctionGradient(loss::gradient),
                        GoalType.MINIMIZE,
                        new InitialGuess(new double[loss.parameters()]));
        Head head = scaling.head(stop.best, examples.classes());
        return new Result(head, stop.iterations, judged(head, split.training()), judged(head, split.heldOut()));
    }

    private static List<Judged> judged(Head head, Examples examples) {
        return examples.all().stream()
                .map(example -> {
                    Head.Answer answer = head.classify(example.features());
                    return new Judged(example.id(), example.label(), answer.label(), answer.probability());
                })
                .toList();
    }

    /** Keeps the best point, and ends when there was none for a while. */
    private final class EarlyStop implements ConvergenceChecker<PointValuePair> {
        private final SoftmaxLoss unseen;
        private double lowest = Double.POSITIVE_INFINITY;
        private int lowestAt;
        private int iterations;
        private double[] best;

        EarlyStop(SoftmaxLoss unseen) {
            this.unseen = unseen;
            this.best = new double[unseen.parameters()];
        }

        @Override
        public boolean converged(int iteration, PointValuePair previous, PointValuePair current) {
            iterations = iteration;
            double loss = unseen.value(current.getPoint());
            if (loss < lowest) {
                lowest = loss;
                lowestAt = iteration;
                best = current.getPoint();
            }
            boolean still = Math.abs(previous.getValue() - current.getValue()) < 1e-9;
            return still || iteration - lowestAt >= patience || iteration >= HeadTraining.this.iterations;
        }
    }
}
