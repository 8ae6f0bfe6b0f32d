package io.millrace.operators;

import io.millrace.learners.Learner;
import io.millrace.learners.LearnerFactory;
import io.millrace.learners.Snapshots;
import io.millrace.learners.neighbours.KnnShard;
import java.util.Arrays;

/** Some of the records that k-nearest neighbours keep, all pieces in one: of those near a record, all that count. */
final class NeighbourShare<L extends Learner> implements Share {
    private final LearnerFactory<L> factory;
    private final int all;
    private final KnnShard shard;
    private final boolean[] own;
    private int[] numbers = {};

    NeighbourShare(LearnerFactory<L> factory, int all) {
        this(factory, all, new KnnShard(factory.setup()));
    }

    NeighbourShare(LearnerFactory<L> factory, int all, KnnShard shard) {
        this.factory = factory;
        this.all = all;
        this.shard = shard;
        this.own = new boolean[all];
    }

    KnnShard shard() {
        return shard;
    }

    @Override
    public void create(int piece) {
        if (!own[piece]) {
            own[piece] = true;
            numbers = Arrays.copyOf(numbers, numbers.length + 1);
            numbers[numbers.length - 1] = piece;
        }
    }

    /** Before anything was learned, or at the same time as all other pieces that are here. */
    @Override
    public void take(int piece, byte[] bytes) {
        create(piece);
        Snapshots.read(bytes, in -> {
            factory.adopt(Snapshots.readNested(in, Learner.class));
            shard.take(in);
            return shard;
        });
    }

    @Override
    public int[] pieces() {
        return numbers;
    }

    @Override
    public boolean has(int piece) {
        return own[piece];
    }

    @Override
    public double[] predict(Step step) {
        shard.search(step.features, step.scales);
        double[] values = new double[KnnShard.NUMBERS * shard.found()];
        for (int i = 0; i < shard.found(); i++) {
            shard.get(i, values, KnnShard.NUMBERS * i);
        }
        return values;
    }

    @Override
    public void learn(Step step) {
        shard.follow(step.features.length, step.first);
        if (own[(int) (step.index % all)]) {
            shard.add(step.index, step.features, step.target, 1);
        }
    }

    @Override
    public byte[] write(int piece) {
        return Snapshots.bytes(out -> {
            Snapshots.writeNested(factory.create(), out);
            shard.write(piece, all, out);
        });
    }

    @Override
    public long memoryBytes() {
        return shard.memoryBytes();
    }
}
