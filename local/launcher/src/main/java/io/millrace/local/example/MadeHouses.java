package io.millrace.local.example;

import io.millrace.learners.SplitMix64;
import java.util.ArrayList;
import java.util.List;

/**
 * House prices, of the shape of the California housing data: blocks of houses go from north to south, and are dear near two
 * towns and where incomes are high. In the second half the towns count for more.
 */
final class MadeHouses extends MadeTable {
    private static final double TOP = 500_001;

    private final SplitMix64 random = new SplitMix64(2026);

    @Override
    long usualRows() {
        return 20_640;
    }

    @Override
    List<String> header() {
        return List.of(
                "longitude",
                "latitude",
                "housingMedianAge",
                "totalRooms",
                "totalBedrooms",
                "population",
                "households",
                "medianIncome",
                "target");
    }

    @Override
    List<String> next(double progress) {
        double latitude = 41.5 - 8 * progress + 0.4 * random.nextGaussian();
        double longitude = -123.5 + 8 * progress + 0.6 * random.nextGaussian();
        double income = Math.max(0.5, 3.8 + 1.6 * random.nextGaussian());
        double age = 1 + random.nextInt(52);
        double households = Math.exp(6 + 0.6 * random.nextGaussian());
        double rooms = households * (3.5 + 0.4 * income + 0.5 * random.nextDouble());
        double people = households * (2 + 1.5 * random.nextDouble());
        double town = Math.min(distance(longitude, latitude, -121.5, 38.5), distance(longitude, latitude, -118, 35));
        double near = Math.exp(-town) * (progress < 0.5 ? 90_000 : 180_000);
        double price = 20_000 + 38_000 * income + near + 600 * age - 25_000 * (people / households - 2);
        double noisy = price * (1 + 0.12 * random.nextGaussian());
        List<String> row = new ArrayList<>();
        row.add(number(longitude, 2));
        row.add(number(latitude, 2));
        row.add(number(age, 0));
        row.add(number(rooms, 0));
        row.add(number(rooms / 5, 0));
        row.add(number(people, 0));
        row.add(number(households, 0));
        row.add(number(income, 4));
        row.add(number(Math.max(15_000, Math.min(TOP, noisy)), 0));
        return row;
    }

    private static double distance(double x, double y, double toX, double toY) {
        return Math.hypot(x - toX, y - toY);
    }
}
