//! Dossiers out of the file: one place's accounts, joins and overrides.

use crate::account::{Dossier, account, overrides};
use crate::camps::Camps;
use crate::error::Result;
use crate::ladder::{Case, Judged};
use crate::store::Ledger;
use selon_model::Date;

impl Ledger {
    /// Everything the ledger holds on a place, named by its key. Rejected claims are left out.
    pub fn dossier(&self, place: &str) -> Result<Dossier> {
        let decisions = self.decisions()?;
        let rejected = crate::review::rejected(&decisions);
        let entries = self.claims_about(place, None)?;
        let name = entries
            .iter()
            .flat_map(|entry| &entry.places)
            .find(|other| crate::content::place_key(other) == place)
            .map_or(place, |found| &found.name)
            .to_owned();
        Ok(Dossier {
            place: place.to_owned(),
            name,
            accounts: entries
                .iter()
                .filter(|entry| !rejected.contains(&entry.id))
                .filter_map(|entry| account(entry, place))
                .collect(),
            joins: crate::lineage::joins(&entries, &decisions),
            overrides: overrides(&decisions, place),
        })
    }

    /// What can be said of a place on a day, as known on a day.
    pub fn state(&self, place: &str, camps: &Camps, valid: Date, known: Date) -> Result<Judged> {
        Ok(Case::new(&self.dossier(place)?, camps).state(valid, known))
    }
}
