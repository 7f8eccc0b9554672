package io.inceptionstreams.stream.output;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How the answer of a record must be written, after what outputs have refused of it. Immutable. Each refusal leads to
 * another form, and there are few, so that a record is refused only so often.
 *
 * @param alone the answer was part of a refused batch, and may have been the reason: it goes in a batch of its own
 * @param label what the labels topic refused of the result
 * @param refusedLabel how, if nothing can be done about it: the event becomes a dead letter
 * @param deadLetter what the dead-letter topic refused of the dead letter
 * @param omitted parts of the event that the dead letter goes without, at least
 * @param bare whether the dead letter has nothing of the event but its place
 */
public record Treatment(
        boolean alone,
        Set<Refusal> label,
        @Nullable String refusedLabel,
        Set<Refusal> deadLetter,
        int omitted,
        boolean bare) {

    public static final Treatment NONE = new Treatment(false, Set.of(), null, Set.of(), 0, false);

    public Treatment {
        label = Set.copyOf(label);
        deadLetter = Set.copyOf(deadLetter);
    }

    Treatment suspected() {
        return new Treatment(true, label, refusedLabel, deadLetter, omitted, bare);
    }

    /**
     * After another refusal of the result.
     *
     * @param message the broker's
     */
    Treatment afterLabel(Refusal refusal, String message) {
        boolean hopeless = refusal == Refusal.OTHER || label.contains(refusal);
        return new Treatment(
                alone,
                with(label, hopeless ? Refusal.OTHER : refusal),
                hopeless ? message : refusedLabel,
                deadLetter,
                omitted,
                bare);
    }

    /** After another refusal of the dead letter, in this form; empty when it had nothing of its event but the place. */
    Optional<Treatment> afterDeadLetter(Refusal refusal, Outgoing refused) {
        if (bare) {
            return Optional.empty();
        }
        boolean size = refusal == Refusal.SIZE;
        boolean barest = size ? !refused.shrinks() : refusal == Refusal.OTHER || deadLetter.contains(refusal);
        int omit = size ? 1 + Math.max(omitted, refused.omitted()) : omitted;
        return Optional.of(new Treatment(alone, label, refusedLabel, with(deadLetter, refusal), omit, barest));
    }

    private static Set<Refusal> with(Set<Refusal> refusals, Refusal one) {
        EnumSet<Refusal> all = EnumSet.of(one);
        all.addAll(refusals);
        return all;
    }
}
