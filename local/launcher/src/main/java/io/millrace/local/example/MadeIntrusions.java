package io.millrace.local.example;

import io.millrace.learners.SplitMix64;
import java.util.ArrayList;
import java.util.List;

/**
 * Network connections, normal ones and 21 attacks, of the shape of NSL-KDD: each class has its protocol, services and flag,
 * and centres of its own for some of the numbers. Rare attacks come in waves, some of them only in the second half.
 */
final class MadeIntrusions extends MadeTable {
    private static final String[] CLASSES = {
        "normal",
        "neptune",
        "ipsweep",
        "satan",
        "portsweep",
        "smurf",
        "nmap",
        "back",
        "teardrop",
        "warezclient",
        "pod",
        "guess_passwd",
        "warezmaster",
        "imap",
        "rootkit",
        "buffer_overflow",
        "multihop",
        "phf",
        "loadmodule",
        "spy",
        "land",
        "ftp_write"
    };
    private static final double[] SHARES = {
        0.53, 0.33, 0.028, 0.027, 0.023, 0.021, 0.012, 0.008, 0.007, 0.007, 0.0015, 0.0006, 0.0006, 0.0006, 0.0006,
        0.0006, 0.0006, 0.0006, 0.0006, 0.0006, 0.0006, 0.0006
    };
    private static final String[] PROTOCOLS = {"tcp", "udp", "icmp"};
    private static final String[] SERVICES = {
        "http", "smtp", "ftp", "ftp_data", "telnet", "private", "domain_u", "eco_i", "ecr_i", "other", "finger", "auth"
    };
    private static final String[] FLAGS = {"SF", "S0", "REJ", "RSTR", "RSTO", "SH"};
    private static final int NUMBERS = 38;
    private static final int TOLD = 8;

    private final SplitMix64 random = new SplitMix64(1999);

    @Override
    long usualRows() {
        return 25_192;
    }

    @Override
    List<String> header() {
        return List.of(
                "duration",
                "protocol_type",
                "service",
                "flag",
                "src_bytes",
                "dst_bytes",
                "land",
                "wrong_fragment",
                "urgent",
                "hot",
                "num_failed_logins",
                "logged_in",
                "num_compromised",
                "root_shell",
                "su_attempted",
                "num_root",
                "num_file_creations",
                "num_shells",
                "num_access_files",
                "num_outbound_cmds",
                "is_host_login",
                "is_guest_login",
                "count",
                "srv_count",
                "serror_rate",
                "srv_serror_rate",
                "rerror_rate",
                "srv_rerror_rate",
                "same_srv_rate",
                "diff_srv_rate",
                "srv_diff_host_rate",
                "dst_host_count",
                "dst_host_srv_count",
                "dst_host_same_srv_rate",
                "dst_host_diff_srv_rate",
                "dst_host_same_src_port_rate",
                "dst_host_srv_diff_host_rate",
                "dst_host_serror_rate",
                "dst_host_srv_serror_rate",
                "dst_host_rerror_rate",
                "dst_host_srv_rerror_rate",
                "target");
    }

    @Override
    List<String> next(double progress) {
        int label = label(progress);
        List<String> row = new ArrayList<>();
        for (int i = 0; i < NUMBERS; i++) {
            row.add(i == 1 || i == 2 ? size(label, i) : rate(label, i));
        }
        row.add(1, PROTOCOLS[pick(label, 100, PROTOCOLS.length, 0.02)]);
        row.add(2, SERVICES[pick(label, 200, SERVICES.length, 0.15)]);
        row.add(3, FLAGS[pick(label, 300, FLAGS.length, 0.05)]);
        row.add(CLASSES[label]);
        return row;
    }

    private int label(double progress) {
        double total = 0;
        double[] now = new double[SHARES.length];
        for (int i = 0; i < now.length; i++) {
            boolean wave = i < 2 || (int) (progress * 40 + i) % 4 == 0;
            boolean there = i % 5 != 4 || progress >= 0.5;
            now[i] = wave && there ? SHARES[i] * (i < 2 ? 1 : 4) : 0;
            total += now[i];
        }
        double left = random.nextDouble() * total;
        int label = 0;
        while (label < now.length - 1 && left >= now[label]) {
            left -= now[label++];
        }
        return now[label] > 0 ? label : 0;
    }

    private String size(int label, int feature) {
        double centre = 3 + 5 * drawn(label, feature);
        return number(Math.exp(centre + 0.5 * random.nextGaussian()), 0);
    }

    /** Most numbers tell nothing; each class has a few that are about its own centre. */
    private String rate(int label, int feature) {
        boolean told = drawn(label, 1000 + feature) < (double) TOLD / NUMBERS;
        double centre = told ? drawn(label, 2000 + feature) : 0;
        double value = centre + (told ? 0.08 : 0.02) * random.nextGaussian();
        return number(Math.max(0, Math.min(1, value)), 2);
    }

    /** The class's own one, or now and then any. */
    private int pick(int label, int what, int count, double others) {
        return random.nextDouble() < others ? random.nextInt(count) : (int) (drawn(label, what) * count);
    }

    /** The same from 0 to below 1 whenever it is asked for. */
    private static double drawn(int label, int what) {
        return (SplitMix64.mix((label * 10_000L + what + 1) * 0x9E3779B97F4A7C15L) >>> 11) * 0x1p-53;
    }
}
