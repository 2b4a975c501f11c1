package dev.tablekeeper.standalone.temporal.install;

import dev.tablekeeper.model.workflow.Failure;
import dev.tablekeeper.model.workflow.FailureType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The release of the temporal program that is installed for this, and its place on this machine. */
public final class TemporalRelease {
    public static final String VERSION = "1.5.1";
    public static final String PROGRAM = "temporal";

    /** What {@code go install} builds it from; Go checks it against its own sums. */
    static final String GO_PACKAGE = "github.com/temporalio/cli/cmd/temporal@v" + VERSION;

    /** Where the archives of all releases are. */
    public static final String DOWNLOADS = "https://github.com/temporalio/cli/releases/download";

    /** SHA-256 of the archive for each platform. */
    static final Map<String, String> CHECKSUMS = Map.of(
            "linux_amd64", "ddc95e08b0b076efd4ea9733a3f488eb7d2be875f8834e616cd2a37358b4852d",
            "linux_arm64", "bd1b0db9f18b051026de8bf6cc1505f2510f14bbb7a8b9a4a91fff46c77454f5",
            "darwin_amd64", "bbb73e2a31135abe50a1f1cdb35030c42961df618e8ce9c60ae89f201540c5d9",
            "darwin_arm64", "cca01b7ea35ad56e2a328d9ae596bf716bd22313ef63c7a761c88354457c2415");

    private TemporalRelease() {}

    /**
     * The file that the program is installed as, for this user.
     *
     * @throws Failure INVALID_REQUEST where the environment names no folder for it
     */
    public static Path place(Map<String, String> environment) {
        return folder(environment)
                .orElseThrow(
                        () -> new Failure(
                                FailureType.INVALID_REQUEST,
                                "there is no folder to install into: neither XDG_CACHE_HOME nor HOME names one; set one of them"))
                .resolve(PROGRAM);
    }

    /** The program, if it is installed. */
    public static Optional<Path> installed(Map<String, String> environment) {
        return folder(environment)
                .map(folder -> folder.resolve(PROGRAM))
                .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file));
    }

    /** The archive for a platform, named as the releases name it. */
    static String archive(String platform) {
        return "/v" + VERSION + "/temporal_cli_" + VERSION + "_" + platform + ".tar.gz";
    }

    /** This machine, as the releases name it. */
    static String platform() {
        return platform(System.getProperty("os.name"), System.getProperty("os.arch"));
    }

    static String platform(String osName, String osArch) {
        String os = osName.toLowerCase(Locale.ROOT).startsWith("mac") ? "darwin" : osName.toLowerCase(Locale.ROOT);
        String arch = switch (osArch) {
            case "x86_64" -> "amd64";
            case "aarch64" -> "arm64";
            default -> osArch;
        };
        return os + "_" + arch;
    }

    private static Optional<Path> folder(Map<String, String> environment) {
        String cache = environment.getOrDefault("XDG_CACHE_HOME", "");
        String home = environment.getOrDefault("HOME", "");
        // A relative one is to be ignored, says the specification of these folders.
        if (!cache.isEmpty() && Path.of(cache).isAbsolute()) {
            return Optional.of(within(Path.of(cache)));
        }
        return home.isEmpty() ? Optional.empty() : Optional.of(within(Path.of(home, ".cache")));
    }

    private static Path within(Path cache) {
        return cache.resolve("tablekeeper").resolve("temporal-" + VERSION);
    }
}
