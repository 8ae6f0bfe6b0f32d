package io.millrace.local.example;

import io.millrace.learners.SplitMix64;
import java.util.ArrayList;
import java.util.List;

/**
 * Half-hours of an electricity market, of the shape of the elec data: the label is whether the price is above its mean of the
 * last day. From two fifths on there is trade with the neighbouring state, whose price then tells more.
 */
final class MadeElectricity extends MadeTable {
    private static final int DAY = 48;

    private final SplitMix64 random = new SplitMix64(1996);
    private final double[] lastDay = new double[DAY];
    private double level = 0.06;
    private double neighbour = 0.05;
    private int halfHours;

    @Override
    long usualRows() {
        return 45_312;
    }

    @Override
    List<String> header() {
        return List.of("date", "day", "period", "nswprice", "nswdemand", "vicprice", "vicdemand", "transfer", "target");
    }

    @Override
    List<String> next(double progress) {
        boolean trade = progress >= 0.4;
        int period = halfHours % DAY;
        double hours = Math.sin(2 * Math.PI * (period - 14) / DAY);
        double demand = 0.45 + 0.2 * hours + 0.03 * random.nextGaussian();
        neighbour += 0.1 * (0.05 - neighbour) + 0.008 * random.nextGaussian();
        level += 0.15 * (0.06 + (trade ? 0.8 * (neighbour - 0.05) : 0) - level) + 0.006 * random.nextGaussian();
        double price = level + 0.03 * (demand - 0.45);
        double mean = 0;
        for (double each : lastDay) {
            mean += each / DAY;
        }
        lastDay[period] = price;
        List<String> row = new ArrayList<>();
        row.add(number(progress, 6));
        row.add(String.valueOf(1 + halfHours / DAY % 7));
        row.add(number(period / (DAY - 1.0), 6));
        row.add(number(price, 6));
        row.add(number(demand, 6));
        row.add(number(trade ? neighbour : 0.003467, 6));
        row.add(number(trade ? 0.4 + 0.15 * hours : 0.422915, 6));
        row.add(number(trade ? 0.5 + 4 * (neighbour - level) : 0.414912, 6));
        row.add(price > mean ? "UP" : "DOWN");
        halfHours++;
        return row;
    }
}
