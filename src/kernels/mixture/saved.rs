//! What a mixture is saved as, and restored from: the feature `serde`.

use super::model::Mixture;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

#[derive(Serialize)]
#[serde(rename = "Mixture")]
struct Saved<'a> {
    weights: &'a [f64],
    means: &'a [f64],
    covariances: &'a [f64],
}

#[derive(Deserialize)]
#[serde(rename = "Mixture")]
struct Restored {
    weights: Vec<f64>,
    means: Vec<f64>,
    covariances: Vec<f64>,
}

impl Serialize for Mixture {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let saved = Saved {
            weights: self.weights(),
            means: self.means(),
            covariances: self.covariances(),
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
        } = Restored::deserialize(deserializer)?;
        Self::restored(&weights, &means, &covariances).map_err(D::Error::custom)
    }
}
