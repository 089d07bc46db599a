//! On whose side the world's tables and the country spoken of put a group: what decides whether "les
//! rebelles" can mean it. Left out: who fights whom in one document ([`super::focus`]).

use super::finder::Finder;
use selon_model::ActorIx;

/// How the tables name the side of a conflict's government.
const GOVERNMENT: &str = "/government";

impl Finder<'_> {
    /// Whether the tables put a person under an armed group.
    pub(super) fn leads_rebels(&self, person: ActorIx) -> bool {
        let id = self.registry.actors[person].id.as_deref();
        id.and_then(|id| self.world.actors.by_id(id))
            .and_then(|record| self.world.actors.by_id(record.parent.as_deref()?))
            .is_some_and(|body| body.kind == "armed-group")
    }

    /// Whether the tables put a group on its government's side alone.
    pub(super) fn serves_government(&self, group: ActorIx) -> bool {
        let Some(id) = self.registry.actors[group].id.as_deref() else {
            return false;
        };
        let camps = self.world.camps.of(id, None);
        !camps.is_empty() && camps.iter().all(|(camp, _)| camp.id.ends_with(GOVERNMENT))
    }

    /// Whether a group of a country is of the one that the text is about: who rebels does so at home.
    pub(super) fn at_home(&self, code: Option<&str>) -> bool {
        let main = self.main_country();
        code.is_none() || main.is_none() || code == main.as_deref()
    }
}
