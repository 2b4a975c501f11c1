package dev.tablekeeper.standalone;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Who may know whom, where Maven's dependencies do not say it. */
class ArchitectureTest {
    private static final String ROOT = "dev.tablekeeper.";
    private static JavaClasses classes;

    @BeforeAll
    static void read() {
        classes = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("dev.tablekeeper");
    }

    @Test
    void theModelKnowsNoStoreAndNoServer() {
        noClasses()
                .that()
                .resideInAPackage(ROOT + "model..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        ROOT + "stores..",
                        ROOT + "jobs..",
                        ROOT + "worker..",
                        ROOT + "api..",
                        "io.javalin..",
                        "org.duckdb..",
                        "com.google.cloud..")
                .check(classes);
    }

    @Test
    void tablesValuesAndRowsKnowNothingOfWorkflows() {
        noClasses()
                .that()
                .resideInAnyPackage(ROOT + "model.table..", ROOT + "model.value..", ROOT + "model.row..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.temporal..")
                .check(classes);
    }

    @Test
    void storesKnowNothingOfTemporal() {
        noClasses()
                .that()
                .resideInAPackage(ROOT + "stores..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.temporal..", ROOT + "jobs..", ROOT + "worker..", ROOT + "api..")
                .check(classes);
    }

    @Test
    void portsKnowNoAdapter() {
        noClasses()
                .that()
                .resideInAPackage(ROOT + "stores")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(ROOT + "stores.embedded..", ROOT + "stores.google..")
                .check(classes);
    }

    @Test
    void onlyStandaloneChoosesAdapters() {
        noClasses()
                .that()
                .resideInAnyPackage(ROOT + "model..", ROOT + "jobs..", ROOT + "worker..", ROOT + "api..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(ROOT + "stores.embedded..", ROOT + "stores.google..", "org.duckdb..")
                .check(classes);
    }

    @Test
    void apiAndWorkerNeverSeeEachOther() {
        noClasses()
                .that()
                .resideInAPackage(ROOT + "api..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(ROOT + "worker..")
                .check(classes);
        noClasses()
                .that()
                .resideInAPackage(ROOT + "worker..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(ROOT + "api..", "io.javalin..")
                .check(classes);
    }

    @Test
    void jobsKnowNeitherSide() {
        noClasses()
                .that()
                .resideInAPackage(ROOT + "jobs..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(ROOT + "api..", ROOT + "worker..", "io.javalin..")
                .check(classes);
    }

    @Test
    void theCommandLineTalksRest() {
        noClasses()
                .that()
                .resideInAPackage(ROOT + "standalone.cli..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        ROOT + "jobs..", ROOT + "worker..", ROOT + "api..", ROOT + "stores..", "io.temporal..")
                .check(classes);
    }

    @Test
    void packagesHaveNoCycles() {
        for (String slices :
                List.of("dev.tablekeeper.(*)..", "dev.tablekeeper.model.(*)..", "dev.tablekeeper.stores.(**)")) {
            SlicesRuleDefinition.slices()
                    .matching(slices)
                    .should()
                    .beFreeOfCycles()
                    .check(classes);
        }
    }

    @Test
    void noDrawers() {
        classes()
                .that()
                .resideInAPackage("dev.tablekeeper..")
                .should()
                .haveNameNotMatching(".*(Manager|Helper|Utils?|Processor|Service)$")
                .check(classes);
    }
}
