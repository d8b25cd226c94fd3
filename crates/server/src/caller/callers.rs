//! All ways in, in their order.

use actix_web::dev::RequestHead;
use incidex_core::tier::Tier;
use incidex_ops::config::{AccessSettings, Environment};

use super::Identity;
use super::gateway::{Gateway, SUBSCRIPTION};
use super::policies::Subscriptions;
use super::way_in::{Claim, Refusal, WayIn, single};

/// The ways in. One that is not configured is not there, so that its headers are not looked at.
pub(super) struct Callers {
    ways: Vec<Box<dyn WayIn>>,
    nobody: Option<Nobody>,
}

/// How to treat whoever presents nothing.
struct Nobody {
    tier: Tier,
    /// In dev the subscription chooses the tier, to try others.
    chosen: Option<Subscriptions>,
}

/// What became of a request.
pub(super) enum Decision {
    /// Somebody is known, or nobody needs to be.
    Known(Claim),
    /// What was presented does not let its bearer in.
    Refused(Refusal),
    /// Nothing was presented, and nobody is not let in.
    Unknown,
}

impl Callers {
    /// The gateway, if it has secrets; then `further` ways; then nobody, if the settings let them in.
    pub(super) fn new(
        access: &AccessSettings,
        environment: Environment,
        subscriptions: Subscriptions,
        further: Vec<Box<dyn WayIn>>,
    ) -> Self {
        let mut ways: Vec<Box<dyn WayIn>> = Vec::new();
        if !access.proxy_secrets.value.is_empty() {
            ways.push(Box::new(Gateway::new(access.proxy_secrets.value.clone(), subscriptions.clone())));
        }
        ways.extend(further);
        let chosen = (environment == Environment::Dev).then_some(subscriptions);
        let nobody = access.admits_nobody.then_some(Nobody { tier: access.nobody_tier.value, chosen });
        Self { ways, nobody }
    }

    /// Who sends the request with this head.
    pub(super) fn decide(&self, head: &RequestHead) -> Decision {
        match self.ways.iter().find_map(|way| way.recognise(head)) {
            Some(Ok(claim)) => Decision::Known(claim),
            Some(Err(refusal)) => Decision::Refused(refusal),
            None => match &self.nobody {
                Some(nobody) => nobody.claim(head).map_or_else(Decision::Refused, Decision::Known),
                None => Decision::Unknown,
            },
        }
    }
}

impl Nobody {
    fn claim(&self, head: &RequestHead) -> Result<Claim, Refusal> {
        let tier = match &self.chosen {
            Some(subscriptions) => {
                single(head.headers(), &SUBSCRIPTION)?.map(|subscription| subscriptions.tier(subscription))
            }
            None => None,
        };
        Ok(Claim { identity: Identity::Nobody, tier: tier.unwrap_or(self.tier) })
    }
}
