package io.millrace.jobs.regression;

import io.millrace.learners.Learners;
import io.millrace.learners.Regressor;
import io.millrace.learners.Schema;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/** Trips on some routes, of which one in twenty lacks a number and one in thirty its target; and what a plain learner makes of them. */
final class Routes {
    static final String COLUMNS = "nr,route,km,load,wet,minutes";

    /** A trip; NaN for what is missing. */
    record Trip(int nr, String route, double[] features, double minutes) {
        String csv() {
            StringBuilder line = new StringBuilder(nr + "," + route);
            for (double feature : features) {
                line.append(',').append(text(feature));
            }
            return line.append(',').append(text(minutes)).toString();
        }

        private static String text(double value) {
            return Double.isNaN(value) ? "" : String.valueOf(value);
        }
    }

    private Routes() {}

    static List<Trip> trips(int count, int routes) {
        Random random = new Random(11);
        List<Trip> trips = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int route = random.nextInt(routes);
            double[] features = {round(random.nextDouble() * 30), round(random.nextDouble()), random.nextInt(2)};
            double minutes = round(
                    (1 + route) * features[0] + 12 * features[1] * route - 5 * features[2] + random.nextGaussian());
            if (random.nextInt(20) == 0) {
                features[random.nextInt(3)] = Double.NaN;
            }
            trips.add(new Trip(i, "R" + route, features, random.nextInt(30) == 0 ? Double.NaN : minutes));
        }
        return trips;
    }

    private static double round(double value) {
        return Double.parseDouble(String.format(Locale.ROOT, "%.3f", value));
    }

    /** What a model for each key, or one for all, predicts for each trip before it learns it; by the trip's number. */
    static Map<Integer, Double> predictions(List<Trip> trips, String learner, boolean keyed) {
        Map<String, Regressor> models = new HashMap<>();
        Map<Integer, Double> predictions = new HashMap<>();
        for (Trip trip : trips) {
            Regressor model = model(models, trip, learner, keyed);
            predictions.put(trip.nr(), model.predict(trip.features()));
            learn(model, trip);
        }
        return predictions;
    }

    /** What models that have learned some trips predict for others, from which they don't learn; by the trip's number. */
    static Map<Integer, Double> predictionsAfter(List<Trip> learned, List<Trip> asked, String learner, boolean keyed) {
        Map<String, Regressor> models = new HashMap<>();
        learned.forEach(trip -> learn(model(models, trip, learner, keyed), trip));
        Map<Integer, Double> predictions = new HashMap<>();
        asked.forEach(trip ->
                predictions.put(trip.nr(), model(models, trip, learner, keyed).predict(trip.features())));
        return predictions;
    }

    private static Regressor model(Map<String, Regressor> models, Trip trip, String learner, boolean keyed) {
        Map<String, String> parameters = learner.equals("adaptive-random-forest") ? Map.of("members", "4") : Map.of();
        return models.computeIfAbsent(
                keyed ? trip.route() : "", key -> Learners.regressor(learner).create(Schema.numeric(3), parameters, 1));
    }

    private static void learn(Regressor model, Trip trip) {
        if (!Double.isNaN(trip.minutes())) {
            model.learn(trip.features(), trip.minutes(), 1);
        }
    }
}
