package io.millrace.operators;

import io.millrace.learners.CorruptSnapshotException;
import io.millrace.learners.Learner;
import io.millrace.learners.Schema;
import io.millrace.learners.SnapshotReader;
import io.millrace.learners.SnapshotWriter;
import io.millrace.learners.Snapshots;
import io.millrace.learners.neighbours.KnnLedger;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Models in parts, as the subtasks of {@link GlobalLearning} export them: each a piece of the learner, the first of them with
 * what all share. Collects the parts of one version until all are there; takes models apart and puts them together, to the
 * bit. The parts of one version were taken at one moment of the stream.
 */
public final class ModelParts {
    private static final String KIND = "model part";
    private static final int VERSION = 1;

    /** Parts by version, of versions after the last that was whole. */
    private final TreeMap<Long, @Nullable ModelRecord[]> waiting = new TreeMap<>();

    private long whole = Long.MIN_VALUE;

    /** With no parts. */
    public ModelParts() {}

    /**
     * Takes a part, of one model; they may come in any order, and more than once.
     *
     * @return all parts, in their order, where this is the last of a version that is not older than one given before; else
     *     none
     * @throws IllegalArgumentException when there is no such part
     */
    public List<ModelRecord> add(ModelRecord record) {
        if (record.parts() < 1 || record.part() < 0 || record.part() >= record.parts() || record.parts() > 1 << 20) {
            throw new IllegalArgumentException("model \"" + record.model() + "\" is part " + record.part() + " of "
                    + record.parts() + ", expected one from 0 to below 1 to " + (1 << 20));
        }
        long version = record.version();
        if (version < whole) {
            return List.of();
        }
        @Nullable ModelRecord[] parts = waiting.get(version);
        if (parts == null || parts.length != record.parts()) {
            parts = new ModelRecord[(int) record.parts()];
            waiting.put(version, parts);
        }
        parts[(int) record.part()] = record;
        List<ModelRecord> all = new ArrayList<>();
        for (ModelRecord part : parts) {
            if (part == null) {
                return List.of();
            }
            all.add(part);
        }
        whole = version;
        waiting.headMap(version, true).clear();
        return all;
    }

    /** Whether there are parts of a version newer than the last that was whole. */
    public boolean isWaiting() {
        return !waiting.isEmpty();
    }

    /**
     * All parts of the newest model of all records that is whole; none where there are no models.
     *
     * @throws IllegalArgumentException when there are models, but none of all records that is whole
     */
    static List<ModelRecord> newest(ModelReader reader) throws IOException {
        ModelParts parts = new ModelParts();
        List<ModelRecord> newest = new ArrayList<>();
        List<String> others = new ArrayList<>();
        reader.read(record -> {
            List<ModelRecord> all = record.key().isEmpty() ? parts.add(record) : List.of();
            if (!all.isEmpty()) {
                newest.clear();
                newest.addAll(all);
            } else if (others.isEmpty()) {
                others.add(record.model());
            }
        });
        if (newest.isEmpty() && !others.isEmpty()) {
            throw new IllegalArgumentException("warm start: among the models, such as \"" + others.get(0)
                    + "\", none is one of all records with all its parts");
        }
        return List.copyOf(newest);
    }

    /**
     * A whole model in as many parts as one that was learned by {@link GlobalLearning} has: one where its learner is not spread.
     *
     * @param exportedAt when, by the clock, in milliseconds; the version too
     */
    public static List<ModelRecord> split(Models models, Model model, long exportedAt) {
        Spread spread = Spread.of(models);
        if (spread == null) {
            return List.of(ModelRecord.of(models, model, "", exportedAt));
        }
        Spread.Apart apart = spread.split(model.learner());
        byte[][] pieces = new byte[spread.pieces()][];
        for (int i = 0; i < pieces.length; i++) {
            pieces[i] = apart.piece(i);
        }
        byte[] known = known(model.ledger(), apart.ledger());
        return records(models, pieces, shared(known, apart.combiner()), model.learned(), exportedAt, exportedAt);
    }

    /** What whoever numbers the records knows. */
    static byte[] known(ModelLedger ledger, @Nullable KnnLedger neighbours) {
        return Snapshots.bytes(out -> {
            ledger.write(out);
            if (neighbours != null) {
                neighbours.write(out);
            }
        });
    }

    /** That, and what whoever puts answers together knows. */
    static byte[] shared(byte[] known, Combiner combiner) {
        return Snapshots.bytes(out -> {
            out.writeBytes(known);
            combiner.write(out);
        });
    }

    /** The records of an export. */
    static List<ModelRecord> records(
            Models models, byte[][] pieces, byte[] shared, long learned, long exportedAt, long version) {
        List<ModelRecord> records = new ArrayList<>();
        for (int i = 0; i < pieces.length; i++) {
            int part = i;
            byte[] snapshot = Snapshots.bytes(out -> {
                writeHeader(models, part, pieces.length, out);
                out.writeBytes(part == 0 ? shared : Step.NO_BYTES);
                out.writeBytes(pieces[part]);
            });
            records.add(new ModelRecord(
                    ModelRecord.name("", part, pieces.length),
                    "",
                    exportedAt,
                    version,
                    part,
                    pieces.length,
                    models.factory().type().id(),
                    learned,
                    Base64.getEncoder().encodeToString(snapshot)));
        }
        return records;
    }

    /**
     * The model of all its parts, or of the one it has.
     *
     * @param parts in their order
     * @throws IllegalArgumentException when they are of another specification, are not all there, or can't be read; it names
     *     the model and says what differs
     */
    public static Model join(Models models, List<ModelRecord> parts) {
        if (parts.size() == 1 && parts.get(0).parts() == 1) {
            return parts.get(0).read(models);
        }
        try {
            return joined(models, parts);
        } catch (IllegalArgumentException | CorruptSnapshotException e) {
            throw new IllegalArgumentException(
                    "model \"" + (parts.isEmpty() ? "" : parts.get(0).model()) + "\" can't be taken over: "
                            + e.getMessage(),
                    e);
        }
    }

    private static Model joined(Models models, List<ModelRecord> parts) {
        Spread spread = Spread.of(models);
        if (spread == null || spread.pieces() != parts.size()) {
            throw new IllegalArgumentException(
                    "it has " + parts.size() + " parts, expected " + (spread == null ? 1 : spread.pieces()) + " of "
                            + models.spec().learner());
        }
        byte[][] pieces = new byte[parts.size()][];
        byte[][] shared = new byte[parts.size()][];
        for (int i = 0; i < pieces.length; i++) {
            int part = i;
            byte[] snapshot = Base64.getDecoder().decode(parts.get(i).snapshot());
            Snapshots.read(snapshot, in -> {
                readHeader(models, part, pieces.length, in);
                shared[part] = in.readBytes("what parts share");
                pieces[part] = in.readBytes("part");
                return pieces;
            });
        }
        return Snapshots.read(shared[0], in -> {
            Known known = readKnown(models, spread, in.readBytes("what was known"));
            int classes = known.ledger.classes().size();
            Learner learner = spread.join(pieces, known.neighbours, spread.combiner(in), classes);
            return new Model(models, learner, known.ledger);
        });
    }

    private record Known(ModelLedger ledger, @Nullable KnnLedger neighbours) {}

    private static Known readKnown(Models models, Spread spread, byte[] known) {
        return Snapshots.read(known, in -> new Known(new ModelLedger(models, in), spread.ledger(in)));
    }

    private static void writeHeader(Models models, int part, int parts, SnapshotWriter out) {
        out.writeText(KIND);
        out.writeCount(VERSION);
        out.writeCount(part);
        out.writeCount(parts);
        out.writeCount(models.spec().features().size());
        for (ModelSpec.Feature feature : models.spec().features()) {
            out.writeText(feature.name());
            out.writeBoolean(feature.nominal());
        }
    }

    private static void readHeader(Models models, int part, int parts, SnapshotReader in) {
        String kind = in.readText("kind of snapshot");
        int version = in.readCount("version", Integer.MAX_VALUE);
        int which = in.readCount("part", Integer.MAX_VALUE);
        int of = in.readCount("parts", Integer.MAX_VALUE);
        if (!kind.equals(KIND) || version != VERSION || which != part || of != parts) {
            throw new CorruptSnapshotException("expected " + KIND + " " + part + " of " + parts + " in version "
                    + VERSION + ", found " + kind + " " + which + " of " + of + " in version " + version);
        }
        List<ModelSpec.Feature> features = new ArrayList<>();
        int count = in.readCountOf("features", Schema.MAX_FEATURES, 2);
        for (int i = 0; i < count; i++) {
            features.add(new ModelSpec.Feature(in.readText("feature"), in.readBoolean()));
        }
        if (!features.equals(models.spec().features())) {
            throw new IllegalArgumentException("the model's features are " + features + ", expected "
                    + models.spec().features());
        }
    }
}
