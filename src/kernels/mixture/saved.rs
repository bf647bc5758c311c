//! What a mixture is saved as, and restored from: the feature `serde`.

use super::model::Mixture;
use super::structure::Covariance;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

#[derive(Serialize)]
#[serde(rename = "Mixture")]
struct Saved<'a> {
    weights: &'a [f64],
    means: &'a [f64],
    covariances: &'a [f64],
    #[serde(skip_serializing_if = "Option::is_none")]
    structure: Option<Covariance>,
}

#[derive(Deserialize)]
#[serde(rename = "Mixture")]
struct Restored {
    weights: Vec<f64>,
    means: Vec<f64>,
    covariances: Vec<f64>,
    #[serde(default)]
    structure: Option<Covariance>,
}

impl Serialize for Mixture {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        // A format without names for what it holds has to hold all of it.
        let spared = self.structure() == Covariance::Full && serializer.is_human_readable();
        let saved = Saved {
            weights: self.weights(),
            means: self.means(),
            covariances: self.covariances(),
            structure: (!spared).then_some(self.structure()),
        };
        saved.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Mixture {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Restored {
            weights,
            means,
            covariances,
            structure,
        } = Restored::deserialize(deserializer)?;
        let restored = Self::restored(&weights, &means, &covariances);
        restored
            .and_then(|mixture| mixture.structured(structure.unwrap_or_default()))
            .map_err(D::Error::custom)
    }
}
