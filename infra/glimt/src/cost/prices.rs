//! The price list: a file with one table a price, and one region's prices out of it.

use anyhow::{Context, Result, bail, ensure};
use jiff::civil::Date;
use serde::Deserialize;
use std::collections::BTreeMap;

/// A price list, of several regions.
#[derive(Debug, Clone)]
pub struct PriceList {
    regions: BTreeMap<String, String>,
    listed: BTreeMap<String, Listed>,
}

/// One price, as the file has it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Listed {
    usd: Usd,
    per: u32,
    unit: String,
    #[serde(default)]
    above: Vec<Step>,
    checked: toml::value::Datetime,
    source: String,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
enum Usd {
    Everywhere(f64),
    ByRegion(BTreeMap<String, f64>),
}

/// What is above so many units costs this instead.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
struct Step {
    units: f64,
    usd: f64,
}

/// What so many units of something cost.
#[derive(Debug, Clone)]
pub struct Price {
    usd: f64,
    per: u32,
    unit: String,
    above: Vec<Step>,
}

impl Price {
    /// Dollars for so many units.
    pub fn dollars(&self, units: f64) -> f64 {
        let mut dollars = 0.0;
        let (mut from, mut usd) = (0.0, self.usd);
        for step in &self.above {
            dollars += (units.min(step.units) - from).max(0.0) * usd;
            (from, usd) = (step.units, step.usd);
        }
        (dollars + (units - from).max(0.0) * usd) / f64::from(self.per)
    }

    /// `$0.67 per 1M write units`
    pub fn told(&self) -> String {
        let per = match self.per {
            1 => String::new(),
            1_000 => "1,000 ".to_owned(),
            1_000_000 => "1M ".to_owned(),
            other => format!("{other} "),
        };
        let then = if self.above.is_empty() { "" } else { ", then less" };
        let decimals = if (self.usd * 100.0).fract().abs() < 1e-9 { 2 } else { 4 };
        let usd = format!("{:.decimals$}", self.usd);
        let usd = if decimals > 2 { usd.trim_end_matches('0') } else { &usd };
        format!("${usd} per {per}{}{then}", self.unit)
    }
}

/// A region's prices.
#[derive(Debug, Clone)]
pub struct Prices {
    pub ses_a_la_carte: Price,
    pub ses_essentials: Price,
    pub dynamodb_write: Price,
    pub dynamodb_read: Price,
    pub dynamodb_storage: Price,
    pub dynamodb_recovery: Price,
    pub lambda_request: Price,
    pub lambda_time: Price,
    pub http_api: Price,
    pub transfer_out: Price,
    pub sqs_request: Price,
    pub event: Price,
    pub event_archive: Price,
    pub schedule: Price,
    pub logs: Price,
    pub logs_kept: Price,
    pub alarm: Price,
    pub metric: Price,
    pub dashboard: Price,
    pub s3_put: Price,
    pub s3_storage: Price,
}

impl PriceList {
    /// Reads a list. Fails at the first price that has no date or no source, or is not one.
    pub fn parse(text: &str) -> Result<Self> {
        let mut tables: toml::Table = toml::from_str(text)?;
        let regions = tables.remove("regions").context("expected a table [regions], of names such as eu-north-1")?;
        let regions = regions.try_into().context("[regions]")?;
        let mut listed = BTreeMap::new();
        for (name, table) in tables {
            let price: Listed = table.try_into().with_context(|| format!("[{name}]"))?;
            let every: Vec<f64> = match &price.usd {
                Usd::Everywhere(usd) => vec![*usd],
                Usd::ByRegion(by_region) => by_region.values().copied().collect(),
            };
            let every = every.into_iter().chain(price.above.iter().map(|step| step.usd));
            ensure!(every.into_iter().all(|usd| usd.is_finite() && usd >= 0.0), "[{name}]: usd is no price");
            ensure!(price.per > 0 && !price.source.is_empty(), "[{name}]: expected per above 0, and a source");
            ensure!(price.above.is_sorted_by(|a, b| a.units < b.units), "[{name}]: above has to go upwards");
            price.checked.to_string().parse::<Date>().with_context(|| format!("[{name}]: checked is no date"))?;
            listed.insert(name, price);
        }
        Ok(Self { regions, listed })
    }

    /// When the price that was checked longest ago was.
    pub fn oldest(&self) -> Option<String> {
        self.listed.values().map(|price| price.checked.to_string()).min()
    }

    /// `Stockholm`
    pub fn place(&self, region: &str) -> Option<&str> {
        self.regions.get(region).map(String::as_str)
    }

    /// One region's prices.
    ///
    /// # Errors
    /// If the list does not know the region, or lacks a price for it.
    pub fn of(&self, region: &str) -> Result<Prices> {
        if !self.regions.contains_key(region) {
            let known: Vec<_> = self.regions.keys().map(String::as_str).collect();
            bail!("there are no prices for the region “{region}”; expected one of {}", known.join(", "));
        }
        let price = |name: &str| -> Result<Price> {
            let listed = self.listed.get(name).with_context(|| format!("the price list has no [{name}]"))?;
            let usd = match &listed.usd {
                Usd::Everywhere(usd) => Some(*usd),
                Usd::ByRegion(by_region) => by_region.get(region).copied(),
            };
            let usd = usd.with_context(|| format!("[{name}] of the price list has nothing for {region}"))?;
            Ok(Price { usd, per: listed.per, unit: listed.unit.clone(), above: listed.above.clone() })
        };
        Ok(Prices {
            ses_a_la_carte: price("ses_a_la_carte")?,
            ses_essentials: price("ses_essentials")?,
            dynamodb_write: price("dynamodb_write")?,
            dynamodb_read: price("dynamodb_read")?,
            dynamodb_storage: price("dynamodb_storage")?,
            dynamodb_recovery: price("dynamodb_recovery")?,
            lambda_request: price("lambda_request")?,
            lambda_time: price("lambda_time")?,
            http_api: price("http_api")?,
            transfer_out: price("transfer_out")?,
            sqs_request: price("sqs_request")?,
            event: price("event")?,
            event_archive: price("event_archive")?,
            schedule: price("schedule")?,
            logs: price("logs")?,
            logs_kept: price("logs_kept")?,
            alarm: price("alarm")?,
            metric: price("metric")?,
            dashboard: price("dashboard")?,
            s3_put: price("s3_put")?,
            s3_storage: price("s3_storage")?,
        })
    }
}
