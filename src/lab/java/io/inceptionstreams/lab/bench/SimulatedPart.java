package io.inceptionstreams.lab.bench;

import io.inceptionstreams.lab.bench.baseline.Baseline;
import io.inceptionstreams.lab.bench.report.Measurements;
import io.inceptionstreams.lab.bench.report.Report.Section;
import java.util.List;
import java.util.Locale;

/** Whether batches fill and devices stay busy at thousands of images a second, on devices that are simulated. */
final class SimulatedPart implements Part {

    private static final List<Curve> CURVES = List.of(new Curve(8, 0.4), new Curve(2, 0.1));
    private static final String THROUGHPUT = "throughput";
    private static final String PER_SECOND = "images/s";

    /** The load of a run is at most this many per second: beyond it the stream is measured, not the devices. */
    private static final double MOST_PER_SECOND = 12_000;

    /** What a batch costs, in milliseconds. */
    private record Curve(double base, double perImage) {

        double perSecond(int batch, int devices) {
            return devices / seconds(batch);
        }

        /** Of the device's time, for an image in a batch of this size. */
        double seconds(int batch) {
            return (base / batch + perImage) / 1e3;
        }

        String setting(int devices) {
            return String.format(Locale.ROOT, "simulated:%s+%sx%d", base, perImage, devices);
        }
    }

    @Override
    public Section run(Lab lab) {
        Measurements measured = new Measurements();
        lab.rounds(round -> {
            for (Curve curve : CURVES) {
                for (int devices : lab.scale().devices()) {
                    measure(lab, curve, devices, measured);
                }
            }
        });
        return new Section(
                "simulated",
                "Simulated devices: full batches and busy devices",
                List.of(
                        "Nothing is computed: a simulated device takes BASE + PER_IMAGE x images, in ms, for a batch."
                                + " Images are simulated too (nothing is fetched or decoded): the cores could not decode"
                                + " as many. What is measured is whether the device has the next full batch in time.",
                        "The curve allows, at batches of " + lab.plan().maxBatch()
                                + ", what its rows say. The baseline is (a), a record at a time, with a thread for each"
                                + " device, on the same devices."),
                measured.rows(),
                List.of());
    }

    private static void measure(Lab lab, Curve curve, int devices, Measurements measured) {
        String device = "infer.device=" + curve.setting(devices);
        String name = curve.setting(devices);
        int largest = lab.plan().maxBatch();
        double allowed = curve.perSecond(largest, devices);
        Flow flow = lab.carry(lab.simulated(name, device), load(lab, allowed));
        Flow baseline = lab.carry(
                lab.simulatedBaseline(Baseline.KAFKA_STREAMS, name + " (a)", device),
                load(lab, curve.perSecond(1, devices)));
        measured.add(name, THROUGHPUT, PER_SECOND, flow.perSecond());
        measured.add(name, "allowed by the curve", PER_SECOND, allowed);
        measured.add(name, "share of what is allowed", "of 1", flow.perSecond() / allowed);
        measured.add(name, "batch fill", "of 1", flow.meanBatch() / largest);
        measured.add(
                name,
                "devices busy",
                "of 1",
                flow.perSecond() * flow.mean(result -> curve.seconds(result.batchSize())) / devices);
        measured.add(name + " (a)", THROUGHPUT, PER_SECOND, baseline.perSecond());
        measured.add(name + " (a)", "application against it", "times", flow.perSecond() / baseline.perSecond());
    }

    /** As much as passes at this rate in the time of a run. */
    private static Load load(Lab lab, double perSecond) {
        return Load.simulated((int) (Math.min(perSecond, MOST_PER_SECOND)
                * lab.scale().simulatedTime().toMillis()
                / 1e3));
    }
}
