package io.millrace.operators;

import io.millrace.common.cached.CachedFunction;
import org.apache.flink.streaming.api.TimeDomain;
import org.apache.flink.util.Collector;

/**
 * Evaluates each model by itself. A timer says that a model has been idle, or, at the end of all times, that the input has ended.
 * Each key has one.
 */
final class EvaluateModels extends CachedFunction<String, Outcome, Score, Evaluation> {
    private static final long serialVersionUID = 1L;

    private final ScoreCodec codec;
    private final int every;
    private final long idle;

    EvaluateModels(ScoreCodec codec, Evaluations.Settings settings) {
        this.codec = codec;
        this.every = settings.every();
        this.idle = settings.idle().toMillis();
    }

    @Override
    public Score create() {
        return codec.create();
    }

    @Override
    public void process(Outcome outcome, Context<String, Score> context, Collector<Evaluation> out) throws Exception {
        Score score = context.value();
        long at = context.timestamp();
        // Not only when a timer fires: what figures are of must not depend on how far the watermark was.
        if (idle > 0 && score.newest != Score.NONE && at >= due(score)) {
            tellLast(context.key(), score, out);
            long timer = score.timer;
            score = create();
            score.timer = timer;
            context.update(score);
        }
        score.newest = Math.max(score.newest, at);
        DriftAlarm alarm = score.add(context.key(), outcome);
        if (score.timer == Score.NONE) {
            score.timer = due(score);
            context.registerEventTimeTimer(score.timer);
        }
        if (alarm != null) {
            context.output(EvaluateAllOperator.ALARMS, alarm);
        }
        if (score.records() % every == 0) {
            tell(context.key(), score, out);
        }
    }

    private long due(Score score) {
        return idle == 0 || score.newest > Long.MAX_VALUE - idle ? Long.MAX_VALUE : score.newest + idle;
    }

    @Override
    public void onTimer(long time, TimeDomain domain, Context<String, Score> context, Collector<Evaluation> out)
            throws Exception {
        Score score = context.valueOrNull();
        if (score == null) {
            return;
        }
        score.timer = Score.NONE;
        long passed = context.currentWatermark();
        if (passed == Long.MAX_VALUE) {
            tellLast(context.key(), score, out);
        } else if (due(score) <= passed) {
            tellLast(context.key(), score, out);
            context.clear();
        } else {
            score.timer = due(score);
            context.registerEventTimeTimer(score.timer);
        }
    }

    /** Final figures, unless they have just been told. */
    private void tellLast(String key, Score score, Collector<Evaluation> out) {
        if (score.records() % every != 0) {
            tell(key, score, out);
        }
    }

    private static void tell(String key, Score score, Collector<Evaluation> out) {
        for (int i = 0; i < Score.HORIZONS.size(); i++) {
            out.collect(score.figures(key, i));
        }
    }
}
