package io.qkms.server.csr;

import io.qkms.core.algorithm.Algorithm;
import io.qkms.core.error.ErrorDetail;
import io.qkms.core.error.QkmsException;
import io.qkms.core.policy.Policy;
import io.qkms.core.policy.PolicyRequest;
import io.qkms.core.policy.Profile;
import io.qkms.core.x509.Certificate;
import io.qkms.core.x509.SubjectAlternativeName;
import io.qkms.server.ca.CaService;
import io.qkms.server.ca.IssuingCa;
import io.qkms.server.profile.ProfileService;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Function;
import org.hibernate.Session;
import org.jspecify.annotations.Nullable;

/** Judges applications by profile and issuer: when they are submitted, and again when they are issued. Safe for many threads. */
public final class CertificationPolicy {
    private final ProfileService profiles;
    private final CaService authorities;
    private final CompromisedKeys compromised;
    private final InstantSource clock;

    public CertificationPolicy(
            ProfileService profiles, CaService authorities, CompromisedKeys compromised, InstantSource clock) {
        this.profiles = profiles;
        this.authorities = authorities;
        this.compromised = compromised;
        this.clock = clock;
    }

    /**
     * The profile of this name.
     *
     * @throws QkmsException 40001 with rule {@code profile.unknown} if there is none
     */
    public Profile profile(String name) {
        return profiles.requireKnown("profile", name);
    }

    /**
     * Grants an application that keeps every rule.
     *
     * @param further what else was found wrong with it
     * @throws QkmsException 40001 with every violation, 40902 if no authority issues for the profile, 50301 if the
     *     authority's slot is sealed
     */
    public Grant judge(Session session, Application application, List<ErrorDetail> further) {
        List<SubjectAlternativeName> names = application.names();
        return judge(session, application, further, name -> "subject_alt_names[" + names.indexOf(name) + "]");
    }

    /**
     * The same.
     *
     * @param fieldOfName where each alternative name stands in what the caller sent
     */
    Grant judge(
            Session session,
            Application application,
            List<ErrorDetail> further,
            Function<SubjectAlternativeName, String> fieldOfName) {
        Profile profile = profile(application.profile());
        IssuingCa ca;
        try {
            ca = issuer(profile, application.publicKey().algorithm());
        } catch (QkmsException noIssuer) {
            // What the applicant can mend comes before what it cannot.
            requireAllowed(profile, facts(session, application, null), further, fieldOfName);
            throw noIssuer;
        }
        requireAllowed(profile, facts(session, application, ca.authority().certificate()), further, fieldOfName);
        return new Grant(application, profile, ca);
    }

    private IssuingCa issuer(Profile profile, Algorithm algorithm) {
        return authorities.activeIssuer(profile.name(), profile.issuers(), algorithm, null);
    }

    private static void requireAllowed(
            Profile profile,
            PolicyRequest facts,
            List<ErrorDetail> further,
            Function<SubjectAlternativeName, String> fieldOfName) {
        Policy.evaluate(profile, facts, fieldOfName).requireAllowed(further);
    }

    private PolicyRequest facts(Session session, Application application, @Nullable Certificate issuer) {
        boolean known = compromised.contain(session, application.publicKey().encoded());
        return application.csr() != null
                ? PolicyRequest.of(
                        application.csr(), application.names(), application.validity(), known, clock.instant(), issuer)
                : PolicyRequest.ofKey(
                        application.publicKey().algorithm(),
                        application.subject(),
                        application.names(),
                        application.validity(),
                        known,
                        clock.instant(),
                        issuer);
    }
}
