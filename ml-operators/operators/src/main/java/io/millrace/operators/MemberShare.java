package io.millrace.operators;

import io.millrace.learners.Learner;
import io.millrace.learners.Snapshots;
import io.millrace.learners.ensembles.EnsembleParts;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Some members of an ensemble, each an ensemble of one. */
abstract class MemberShare<L extends Learner> implements Share {
    private final EnsembleParts<L> parts;
    private int[] numbers = {};
    private final List<L> members = new ArrayList<>();

    MemberShare(EnsembleParts<L> parts) {
        this.parts = parts;
    }

    final int size() {
        return numbers.length;
    }

    final L member(int place) {
        return members.get(place);
    }

    @Override
    public final void create(int piece) {
        put(piece, parts.member(piece).create());
    }

    @Override
    public final void take(int piece, byte[] bytes) {
        put(piece, parts.member(piece).adopt(Snapshots.read(bytes, Learner.class)));
    }

    private void put(int piece, L member) {
        int place = place(piece);
        if (place >= 0) {
            members.set(place, member);
        } else {
            numbers = Arrays.copyOf(numbers, numbers.length + 1);
            numbers[numbers.length - 1] = piece;
            members.add(member);
        }
    }

    private int place(int piece) {
        int place = numbers.length - 1;
        while (place >= 0 && numbers[place] != piece) {
            place--;
        }
        return place;
    }

    @Override
    public final int[] pieces() {
        return numbers;
    }

    @Override
    public final boolean has(int piece) {
        return place(piece) >= 0;
    }

    @Override
    public final byte[] write(int piece) {
        return Snapshots.bytes(members.get(place(piece)));
    }

    @Override
    public final long memoryBytes() {
        long bytes = 0;
        for (L member : members) {
            bytes += member.memoryBytes();
        }
        return bytes;
    }
}
