package io.millrace.local.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FlinkClusterIT {
    private static final MillraceRoot ROOT = MillraceRoot.find();
    private static final FlinkDistribution FLINK = FlinkDistribution.built(ROOT);
    private static final Duration MINUTE = Duration.ofMinutes(1);

    @TempDir
    static Path folder;

    private static FlinkCluster cluster;
    private static Path home;

    @BeforeAll
    static void start() {
        home = folder.resolve("with space");
        cluster = FlinkCluster.start(ClusterSpec.in(home).withTaskManagers(2), ROOT, FLINK);
    }

    @AfterAll
    static void stopLeavesNoProcess() {
        List<Daemon> before = cluster.processes();
        cluster.close();
        assertThat(before).isNotEmpty();
        assertThat(before).noneMatch(daemon -> ProcessHandle.of(daemon.pid()).isPresent());
        assertThat(FlinkCluster.running(home, FLINK)).isEmpty();
        assertThat(home.resolve("pids")).isEmptyDirectory();
    }

    @Test
    void jobSurvivesTheLossOfATaskManagerAndContinuesFromASavepoint() throws IOException {
        FlinkRest rest = cluster.rest();
        assertThat(rest.overview())
                .isEqualTo(new FlinkRest.Overview(System.getProperty("millrace.flink.version"), 2, 4, 4, 0));
        assertThat(rest.taskManagers()).extracting(FlinkRest.TaskManager::id).containsExactlyInAnyOrder("tm-1", "tm-2");

        String jar = rest.uploadJar(JobJar.of(folder.resolve("counting.jar")));
        String job = rest.runJar(jar, run(4, Optional.empty()));
        await(() -> runs(rest, job, 4) && rest.checkpoints(job).completed() >= 2);
        assertThat(rest.jobs()).contains(new FlinkRest.Job(job, "counting", "RUNNING"));
        assertThat(rest.rootCause(job)).isEmpty();
        FlinkRest.Vertex source = rest.vertices(job).get(0);
        assertThat(source.hosts()).containsOnly("tm-1", "tm-2").hasSize(4);
        await(() -> rest.metrics(job, source.id(), List.of("numRecordsOut")).getOrDefault("numRecordsOut", 0.0) > 0);

        cluster.killTaskManager("tm-2");
        await(() -> rest.taskManagers().size() == 1);
        assertThat(cluster.processes()).extracting(Daemon::name).containsExactly("jobmanager", "tm-1");
        assertThat(cluster.addTaskManager()).isEqualTo("tm-2");
        await(() -> runs(rest, job, 4) && rest.checkpoints(job).restored() >= 1);
        assertThat(rest.rootCause(job)).isPresent();

        assertThat(rest.savepoint(job, MINUTE)).contains("/savepoints/");
        String savepoint = rest.stopWithSavepoint(job, MINUTE);
        assertThat(rest.job(job).state()).isEqualTo("FINISHED");
        String again = JobSubmission.of(folder.resolve("counting.jar"), "endless")
                .withParallelism(3)
                .fromSavepoint(savepoint)
                .to(cluster, ROOT);
        await(() -> runs(rest, again, 3) && rest.checkpoints(again).restored() == 1);
        rest.cancel(again);
        await(() -> rest.job(again).state().equals("CANCELED"));
    }

    @Test
    void jobThatRefusesItsOptionsIsNotSubmittedAndSaysWhy() throws IOException {
        JobSubmission job = JobSubmission.of(JobJar.of(folder.resolve("refusing.jar")));
        assertThatThrownBy(() -> job.to(cluster, ROOT))
                .isInstanceOf(LocalException.class)
                .hasMessage("the job was not submitted: length must be given: got 0 arguments");
    }

    @Test
    void laterProcessFindsTheCluster() {
        FlinkCluster found = FlinkCluster.running(home, FLINK).orElseThrow();
        assertThat(found.webAddress()).isEqualTo(cluster.webAddress());
        assertThat(found.rest().isUp()).isTrue();
        assertThatThrownBy(() -> FlinkCluster.start(ClusterSpec.in(home), ROOT, FLINK))
                .hasMessageContaining("runs in " + home + " already");
    }

    @Test
    void pidFileOfAnotherProcessIsNotBelieved() throws IOException {
        Path stranger = folder.resolve("stranger");
        Files.createDirectories(stranger.resolve("pids"));
        Files.writeString(
                stranger.resolve("pids/tm-1.pid"), ProcessHandle.current().pid() + "\n");
        assertThat(FlinkCluster.running(stranger, FLINK)).isEmpty();
    }

    @Test
    void takenPortIsNamedBeforeAnythingStarts() {
        Path other = folder.resolve("other");
        ClusterSpec spec =
                ClusterSpec.in(other).withRestPort(cluster.webAddress().getPort());
        assertThatThrownBy(() -> FlinkCluster.start(spec, ROOT, FLINK))
                .isInstanceOf(LocalException.class)
                .hasMessage("port " + cluster.webAddress().getPort() + " is in use; choose another one");
        assertThat(Daemon.running(other)).isEmpty();
    }

    @Test
    void processThatDiesWhileStartingIsNamedAndTheOthersAreKilled() {
        Path broken = folder.resolve("broken");
        ClusterSpec spec = ClusterSpec.in(broken).with("env.java.opts.taskmanager", "-XX:NoSuchFlag=1");
        assertThatThrownBy(() -> FlinkCluster.start(spec, ROOT, FLINK))
                .isInstanceOf(LocalException.class)
                .hasMessageContaining("tm-1 died with exit code 1 while starting")
                .hasMessageContaining("NoSuchFlag");
        assertThat(Daemon.running(broken)).isEmpty();
    }

    @Test
    void memoryThatFlinkRejectsIsExplained() {
        ClusterSpec spec = ClusterSpec.in(folder.resolve("small")).with("taskmanager.memory.process.size", "100m");
        assertThatThrownBy(() -> FlinkCluster.start(spec, ROOT, FLINK)).hasMessageContaining("memory");
    }

    private static FlinkRest.JarRun run(int parallelism, Optional<String> savepoint) {
        return new FlinkRest.JarRun(Optional.empty(), List.of("endless"), Optional.of(parallelism), savepoint);
    }

    private static boolean runs(FlinkRest rest, String job, int parallelism) {
        return rest.vertices(job).stream()
                .allMatch(vertex -> vertex.subtaskStates().size() == parallelism
                        && vertex.subtaskStates().stream().allMatch("RUNNING"::equals));
    }

    private static void await(BooleanSupplier condition) {
        Waiting.until(condition, MINUTE, () -> "the cluster did not come to the expected state");
    }
}
