package io.millrace.operators;

import io.millrace.learners.Snapshots;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Averages of models as bytes. */
final class ModelAverages {
    private final Models models;

    ModelAverages(ModelSpec spec) {
        this.models = new Models(spec);
    }

    /**
     * A model that went on from another.
     *
     * @param records learned since
     * @param latest number of the last of them
     * @param model empty where it is as the one it went on from
     */
    @SuppressWarnings("ArrayRecordComponent") // compared nowhere; a record for its brevity
    record Part(long records, long latest, byte[] model) {}

    Models models() {
        return models;
    }

    static byte[] bytes(Model model) {
        return Snapshots.bytes(model::writeTo);
    }

    Model read(byte[] model) {
        return Snapshots.read(model, models::read);
    }

    /** The average of those that went on from a model; where only one has learned anything, that one, to the bit. */
    byte[] average(byte[] base, List<Part> parts) {
        List<Model> changed = new ArrayList<>();
        List<Part> learned = new ArrayList<>();
        Model only = null;
        for (Part part : parts) {
            if (part.model().length > 0) {
                Model model = read(part.model());
                changed.add(model);
                learned.add(part);
                only = part.records() > 0 ? model : only;
            }
        }
        long[] records = learned.stream().mapToLong(Part::records).toArray();
        if (only != null && learned.stream().filter(part -> part.records() > 0).count() == 1) {
            for (Model model : changed) {
                only.ledger().addNames(model.ledger());
            }
            return bytes(only);
        }
        Model average = read(base);
        average.average(changed, records, latest(learned));
        return bytes(average);
    }

    private static int latest(List<Part> parts) {
        int latest = -1;
        for (int i = 0; i < parts.size(); i++) {
            if (parts.get(i).records() > 0
                    && (latest < 0 || parts.get(i).latest() > parts.get(latest).latest())) {
                latest = i;
            }
        }
        return latest;
    }

    /** The model that holds all that the shares do; {@code null} of none. Those of an earlier round are in the later's base. */
    byte @Nullable [] merge(List<AveragedShare> shares) {
        long round = lastRound(shares);
        List<AveragedShare> last = shares.stream()
                .filter(share -> share.round() == round)
                .sorted(Comparator.comparingInt(AveragedShare::subtask))
                .toList();
        return last.isEmpty()
                ? null
                : average(
                        last.get(0).base(),
                        last.stream()
                                .map(share -> new Part(share.learned(), share.latest(), share.model()))
                                .toList());
    }

    static long lastRound(List<AveragedShare> shares) {
        return shares.stream().mapToLong(AveragedShare::round).max().orElse(-1);
    }

    /**
     * What models begin with: the newest that was exported of all records, or one that has learned nothing.
     *
     * @throws IllegalArgumentException when there are models, but none that fits
     */
    Model first(@Nullable ModelReader reader) throws IOException {
        List<ModelRecord> newest = reader == null ? List.of() : ModelParts.newest(reader);
        return newest.isEmpty() ? models.create() : ModelParts.join(models, newest);
    }
}
