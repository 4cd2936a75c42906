package io.qkms.server;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleNameEndingWith;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Which room may know which, in core, client and server: the arrows of the design, held by the build. */
class ArchitectureTest {
    private static final JavaClasses ALL = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.qkms.core", "io.qkms.client", "io.qkms.server");

    @Nested
    class Modules {

        @Test
        void coreKnowsCryptographyAndNoHttpNoSqlNoConfiguration() {
            classes()
                    .that()
                    .resideInAPackage("io.qkms.core..")
                    .should()
                    .onlyDependOnClassesThat(resideInAnyPackage(
                                    "io.qkms.core..",
                                    "java..",
                                    "javax.crypto..",
                                    "javax.security.auth..",
                                    "org.bouncycastle..",
                                    "com.fasterxml.jackson..",
                                    "org.jspecify..",
                                    "org.slf4j..")
                            .and(not(resideInAnyPackage("java.net.http..", "java.sql.."))))
                    .check(ALL);
        }

        @Test
        void clientKnowsTheJdkAndJacksonAlone() {
            classes()
                    .that()
                    .resideInAPackage("io.qkms.client..")
                    .should()
                    .onlyDependOnClassesThat(resideInAnyPackage(
                            "io.qkms.client..",
                            "java..",
                            "javax.net.ssl..",
                            "com.fasterxml.jackson..",
                            "org.jspecify.."))
                    .check(ALL);
        }

        @Test
        void serverDoesNotNeedTheClient() {
            // The command line, when it comes, is the one part that may.
            noClasses()
                    .that()
                    .resideInAPackage("io.qkms.server..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("io.qkms.client..")
                    .check(ALL);
        }
    }

    @Nested
    class Core {

        @Test
        void conceptsFormNoCycles() {
            slices().matching("io.qkms.core.(*)..").should().beFreeOfCycles().check(ALL);
        }

        @Test
        void errorsKnowNothingElse() {
            onlyKnows("error");
        }

        @Test
        void algorithmsKnowNeitherSlotsNorX509() {
            onlyKnows("algorithm", "error");
        }

        @Test
        void modulesKnowNotHowKeysAreStored() {
            onlyKnows("module", "error", "algorithm");
        }

        @Test
        void slotsKnowNoCertificates() {
            onlyKnows("slot", "error", "algorithm", "module");
        }

        @Test
        void tokensKnowNoCertificates() {
            onlyKnows("jose", "error", "algorithm", "module", "slot");
        }

        private void onlyKnows(String concept, String... others) {
            DescribedPredicate<JavaClass> allowed =
                    resideInAPackage("io.qkms.core." + concept + "..").or(not(resideInAPackage("io.qkms.core..")));
            for (String other : others) {
                allowed = allowed.or(resideInAPackage("io.qkms.core." + other + ".."));
            }
            classes()
                    .that()
                    .resideInAPackage("io.qkms.core." + concept + "..")
                    .should()
                    .onlyDependOnClassesThat(allowed)
                    .check(ALL);
        }
    }

    @Nested
    class Server {

        @Test
        void storesAreUsedByTheirOwnFeatureAlone() {
            classes()
                    .that()
                    .resideInAPackage("io.qkms.server.*..")
                    .should(useNoOtherFeatures("Store"))
                    .check(ALL);
        }

        @Test
        void routesLeaveTheWorkToServices() {
            noClasses()
                    .that()
                    .resideInAPackage("io.qkms.server..")
                    .and()
                    .haveSimpleNameEndingWith("Routes")
                    .should()
                    .dependOnClassesThat(
                            simpleNameEndingWith("Store").or(resideInAnyPackage("org.hibernate..", "java.sql..")))
                    .allowEmptyShould(true)
                    .check(ALL);
        }

        @Test
        void servicesAndStoresKnowNoHttp() {
            noClasses()
                    .that()
                    .resideInAPackage("io.qkms.server..")
                    .and()
                    .haveNameMatching(".*(Service|Store|Record)")
                    .should()
                    .dependOnClassesThat(resideInAnyPackage("io.vertx..")
                            .or(resideInAPackage("io.qkms.server.http..")
                                    .and(DescribedPredicate.describe(
                                            "speak HTTP", speaker -> HTTP.contains(speaker.getSimpleName())))))
                    .check(ALL);
        }

        private static final Set<String> HTTP = Set.of("Call", "Answer", "Operations", "Routes", "ContractRouter");

        @Test
        void onlyTheHttpLayerKnowsVertx() {
            noClasses()
                    .that()
                    .resideInAPackage("io.qkms.server..")
                    .and()
                    .resideOutsideOfPackage("io.qkms.server.http..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("io.vertx..", "io.netty..")
                    .check(ALL);
        }

        @Test
        void nobodyNeedsTheCompositionRootButTheCommandLine() {
            noClasses()
                    .that()
                    .resideInAPackage("io.qkms.server.*..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("io.qkms.server")
                    .check(ALL);
        }

        @Test
        void theHttpLayerKnowsNoDatabase() {
            noClasses()
                    .that()
                    .resideInAPackage("io.qkms.server.http..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "org.hibernate..", "jakarta.persistence..", "java.sql..", "io.qkms.server.store..")
                    .check(ALL);
        }

        @Test
        void theStoreKnowsNoHttp() {
            noClasses()
                    .that()
                    .resideInAPackage("io.qkms.server.store..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("io.vertx..", "io.qkms.server.http..")
                    .check(ALL);
        }

        private ArchCondition<JavaClass> useNoOtherFeatures(String suffix) {
            return new ArchCondition<>("use no other feature's " + suffix) {
                @Override
                public void check(JavaClass user, ConditionEvents events) {
                    user.getDirectDependenciesFromSelf().stream()
                            .filter(use -> use.getTargetClass().getPackageName().startsWith("io.qkms.server."))
                            .filter(use -> use.getTargetClass().getSimpleName().endsWith(suffix))
                            .filter(use ->
                                    !use.getTargetClass().getPackageName().equals(user.getPackageName()))
                            .forEach(use -> events.add(SimpleConditionEvent.violated(use, use.getDescription())));
                }
            };
        }
    }

    @Nested
    class Style {

        @Test
        void everyPackageIsNullMarked() {
            classes()
                    .that()
                    .haveSimpleName("package-info")
                    .should()
                    .beAnnotatedWith(NullMarked.class)
                    .check(ALL);
            Set<String> described = packagesOf("package-info");
            classes()
                    .should(new ArchCondition<>("live in a package with a package-info") {
                        @Override
                        public void check(JavaClass found, ConditionEvents events) {
                            boolean held = described.contains(found.getPackageName());
                            events.add(
                                    new SimpleConditionEvent(found, held, found.getName() + ": no package-info.java"));
                        }
                    })
                    .check(ALL);
        }

        private Set<String> packagesOf(String simpleName) {
            return ALL.stream()
                    .filter(found -> found.getSimpleName().equals(simpleName))
                    .map(JavaClass::getPackageName)
                    .collect(Collectors.toSet());
        }

        @Test
        void nobodyPrints() {
            noClasses().should(ACCESS_STANDARD_STREAMS).check(ALL);
        }

        @Test
        void noTestIsSwitchedOff() {
            JavaClasses tests = new ClassFileImporter()
                    .withImportOption(ImportOption.Predefined.ONLY_INCLUDE_TESTS)
                    .importPackages("io.qkms.core", "io.qkms.client", "io.qkms.server");
            noClasses()
                    .should()
                    .beAnnotatedWith("org.junit.jupiter.api.Disabled")
                    .check(tests);
            noMethods()
                    .should()
                    .beAnnotatedWith("org.junit.jupiter.api.Disabled")
                    .check(tests);
        }

        @Test
        void nobodySleeps() {
            noClasses().should().callMethod(Thread.class, "sleep", long.class).check(ALL);
        }

        @Test
        void timeIsGivenNotTaken() {
            noClasses()
                    .that()
                    .resideOutsideOfPackage("io.qkms.server")
                    .and()
                    // What the client's user builds it with, where he has no clock of his own.
                    .doNotHaveFullyQualifiedName("io.qkms.client.QkmsClient$Builder")
                    .should()
                    .callMethodWhere(DescribedPredicate.describe(
                            "they read the machine's clock",
                            call -> call instanceof JavaMethodCall && readsTheClock(call)))
                    .check(ALL);
        }

        private boolean readsTheClock(JavaCall<?> call) {
            String owner = call.getTargetOwner().getName();
            String method = call.getName();
            boolean takesNothing = call.getTarget().getRawParameterTypes().isEmpty();
            return (owner.startsWith("java.time.") && method.equals("now") && takesNothing)
                    || (owner.equals("java.time.Clock") && method.startsWith("system"))
                    || (owner.equals("java.time.InstantSource") && method.equals("system"))
                    || (owner.equals("java.lang.System") && method.equals("currentTimeMillis"));
        }

        @Test
        void cryptographyNamesItsProvider() {
            Set<String> named = Set.of(
                    "java.security.Signature",
                    "java.security.KeyPairGenerator",
                    "java.security.KeyFactory",
                    "javax.crypto.KeyAgreement",
                    "javax.crypto.KeyGenerator");
            noClasses()
                    .should()
                    .callMethodWhere(DescribedPredicate.describe(
                            "they take whatever provider comes first",
                            call -> call.getName().equals("getInstance")
                                    && named.contains(call.getTargetOwner().getName())
                                    && call.getTarget().getRawParameterTypes().size() == 1))
                    .check(ALL);
        }

        @Test
        void namesSayWhatAThingIs() {
            noClasses()
                    .should()
                    .haveNameMatching(".*(Manager|Helper|Utils?|Impl)")
                    .check(ALL);
        }

        @Test
        void nothingStaticChanges() {
            noFields().that().areStatic().should().notBeFinal().check(ALL);
        }
    }
}
