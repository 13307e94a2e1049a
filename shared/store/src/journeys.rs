//! Published journeys: immutable versions, and one pointer to the newest of each, re-read each minute.

use crate::invitations::happened;
use crate::item::{Item, pk_sk, read, text, write};
use crate::{Error, Result, Store};
use jiff::{SignedDuration, Timestamp};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, PoisonError};
use survey::decide::Published;
use survey::hook::Hooks;
use survey::journey::Journey;
use survey::journey::length::Length;
use survey::journey::letter::{Letter, Letters};
use survey::journey::wording::Wording;
use survey::pause::Pauses;
use survey::{Language, Slug};

/// How long a pointer that was read is believed.
pub(crate) const FRESH: SignedDuration = SignedDuration::from_secs(60);

/// The one pointer: each journey's number and newest version, and what is paused.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Pointer {
    rev: u64,
    journeys: BTreeMap<Slug, Newest>,
    #[serde(default, skip_serializing_if = "Pauses::is_empty")]
    pub(crate) paused: Pauses,
}

#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
struct Newest {
    number: u16,
    version: u32,
    /// None of what was published before this was noted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    link_lives: Option<LinkLives>,
}

/// How long the links of a journey live, over all its versions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkLives {
    pub shortest: Length,
    pub longest: Length,
}

impl LinkLives {
    fn with(earlier: Option<Self>, life: Length) -> Self {
        let Self { shortest, longest } = earlier.unwrap_or(Self { shortest: life, longest: life });
        Self { shortest: shortest.min(life), longest: longest.max(life) }
    }
}

#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Stored {
    pub(crate) json: String,
}

/// What has been read already. Versions never change; only the pointer does.
#[derive(Debug, Default)]
pub(crate) struct Cache {
    newest: Option<(Timestamp, Vec<Published>)>,
    link_lives: BTreeMap<Slug, LinkLives>,
    pub(crate) pauses: Pauses,
    versions: HashMap<(u16, u32), Published>,
    wordings: HashMap<(u16, u32, u8, Language), Arc<Wording>>,
    letters: HashMap<(u16, u32, u8, Language), Arc<Letter>>,
    pub(crate) hooks: Option<(Timestamp, Arc<Hooks>)>,
}

impl Store {
    /// Every journey in its newest version, at most a minute old.
    pub async fn journeys(&self, now: Timestamp) -> Result<Vec<Published>> {
        let kept = |cache: &Cache| {
            let (read_at, journeys) = cache.newest.as_ref()?;
            let age = now.duration_since(*read_at);
            (age.abs() < FRESH).then(|| journeys.clone())
        };
        if let Some(journeys) = self.cached(|cache| kept(cache)) {
            return Ok(journeys);
        }
        let mut journeys = Vec::new();
        let mut lives = BTreeMap::new();
        let Pointer { journeys: newest, paused, .. } = self.pointer().await?;
        for (id, newest) in newest {
            let Some(published) = self.journey(newest.number, newest.version).await? else { continue };
            lives.insert(id, LinkLives::with(newest.link_lives, published.journey.link_life));
            journeys.push(published);
        }
        self.cached(|cache| {
            cache.newest = Some((now, journeys.clone()));
            cache.link_lives = lives;
            cache.pauses = paused;
        });
        Ok(journeys)
    }

    /// How long the links of each journey live, at most a minute old.
    pub async fn link_lives(&self, now: Timestamp) -> Result<BTreeMap<Slug, LinkLives>> {
        self.journeys(now).await?;
        Ok(self.cached(|cache| cache.link_lives.clone()))
    }

    /// A journey in one version, if it was published.
    pub async fn journey(&self, number: u16, version: u32) -> Result<Option<Published>> {
        if let Some(published) = self.cached(|cache| cache.versions.get(&(number, version)).cloned()) {
            return Ok(Some(published));
        }
        let Some(journey) = self.read_published(number, version, &sort(version)).await? else { return Ok(None) };
        let published = Published { number, version, journey: Arc::new(journey) };
        self.cached(|cache| cache.versions.insert((number, version), published.clone()));
        Ok(Some(published))
    }

    /// The journey of this id in one version.
    pub async fn journey_named(&self, id: &Slug, version: u32, now: Timestamp) -> Result<Option<Published>> {
        let newest = self.journeys(now).await?.into_iter().find(|published| published.journey.id == *id);
        match newest {
            Some(published) if published.version == version => Ok(Some(published)),
            Some(published) => self.journey(published.number, version).await,
            None => Ok(None),
        }
    }

    /// One survey in one language, as published.
    pub async fn wording(
        &self,
        number: u16,
        version: u32,
        survey: u8,
        language: Language,
    ) -> Result<Option<Arc<Wording>>> {
        let at = (number, version, survey, language);
        if let Some(wording) = self.cached(|cache| cache.wordings.get(&at).cloned()) {
            return Ok(Some(wording));
        }
        let sort = wording_sort(version, survey, language);
        let Some(wording) = self.read_published(number, version, &sort).await?.map(Arc::new) else { return Ok(None) };
        self.cached(|cache| cache.wordings.insert(at, Arc::clone(&wording)));
        Ok(Some(wording))
    }

    /// The mail of one survey in one language, as published. `None` also for what was published before there were any.
    pub async fn letter(
        &self,
        number: u16,
        version: u32,
        survey: u8,
        language: Language,
    ) -> Result<Option<Arc<Letter>>> {
        let at = (number, version, survey, language);
        if let Some(letter) = self.cached(|cache| cache.letters.get(&at).cloned()) {
            return Ok(Some(letter));
        }
        let sort = letter_sort(version, survey, language);
        let Some(letter) = self.read_published(number, version, &sort).await?.map(Arc::new) else { return Ok(None) };
        self.cached(|cache| cache.letters.insert(at, Arc::clone(&letter)));
        Ok(Some(letter))
    }

    /// Publishes a journey and its letters as a new version, unless both are what the newest version has already.
    /// The version itself is put where none is, which claims its number; the pointer is last: nobody sees half a version,
    /// and whoever publishes at the same time gets another one.
    pub async fn publish(&self, journey: &Journey, letters: &Letters) -> Result<Published> {
        let mut pointer = self.pointer().await?;
        let fresh = || pointer.journeys.values().map(|newest| newest.number).max().unwrap_or(0) + 1;
        let before = pointer.journeys.get(&journey.id).copied();
        let newest = match before {
            Some(newest) => self.journey(newest.number, newest.version).await?,
            None => None,
        };
        let mut number = before.map_or_else(fresh, |newest| newest.number);
        let mut version = before.map_or(1, |newest| newest.version + 1);
        let versioned = loop {
            let versioned = with_survey_versions(journey, newest.as_ref().map(|p| p.journey.as_ref()), version);
            if let Some(newest) = newest.as_ref().filter(|newest| *newest.journey == versioned)
                && self.has_letters(number, newest.version, letters).await?
            {
                return Ok(newest.clone());
            }
            if self.put_version_once(number, version, &versioned).await? {
                break versioned;
            }
            // Somebody has begun on it, and perhaps never came to the pointer.
            if before.is_some() { version += 1 } else { number += 1 }
        };
        for ((survey, language), letter) in letters {
            self.store(number, version, &letter_sort(version, *survey, *language), letter).await?;
        }
        for (stage, survey) in versioned.surveys() {
            for language in &versioned.languages {
                let wording = Wording::of(&versioned, stage, survey, *language);
                let missing = || Error::Untranslated { survey: survey.id.clone(), language: *language };
                self.store(
                    number,
                    version,
                    &wording_sort(version, survey.index, *language),
                    &wording.ok_or_else(missing)?,
                )
                .await?;
            }
        }
        let known = before.and_then(|before| before.link_lives);
        let earlier = newest.as_ref().map(|published| LinkLives::with(known, published.journey.link_life));
        let link_lives = Some(LinkLives::with(earlier, journey.link_life));
        pointer.journeys.insert(journey.id.clone(), Newest { number, version, link_lives });
        if !self.replace_pointer(pointer).await? {
            return Err(Error::Contended { what: "the pointer to the newest journeys", tries: 1 });
        }
        Ok(Published { number, version, journey: Arc::new(versioned) })
    }

    /// Whether exactly these letters are stored, also those in another format.
    async fn has_letters(&self, number: u16, version: u32, letters: &Letters) -> Result<bool> {
        for ((survey, language), letter) in letters {
            let stored = self.stored(number, &letter_sort(version, *survey, *language)).await?;
            if stored != Some(json(number, version, letter)?) {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Writes the pointer over the one that was read; false if somebody else has changed it since.
    pub(crate) async fn replace_pointer(&self, mut pointer: Pointer) -> Result<bool> {
        let seen = pointer.rev;
        pointer.rev += 1;
        let table = &self.tables.journeys;
        let item = write(table, pk_sk("pointer", "pointer"), &pointer, None)?;
        let replaced = self.replace(table, item, seen).await?;
        self.cached(|cache| cache.newest = None);
        Ok(replaced)
    }

    pub(crate) async fn pointer(&self) -> Result<Pointer> {
        let table = &self.tables.journeys;
        let get = self.db.get_item().table_name(table).set_key(Some(pk_sk("pointer", "pointer"))).consistent_read(true);
        get.send().await?.item.map_or(Ok(Pointer::default()), |item| read(table, item))
    }

    async fn read_published<T: DeserializeOwned>(&self, number: u16, version: u32, sort: &str) -> Result<Option<T>> {
        let Some(json) = self.stored(number, sort).await? else { return Ok(None) };
        serde_json::from_str(&json).map(Some).map_err(|source| Error::Journey { number, version, source })
    }

    async fn stored(&self, number: u16, sort: &str) -> Result<Option<String>> {
        let table = &self.tables.journeys;
        let get = self.db.get_item().table_name(table).set_key(Some(pk_sk(number.to_string(), sort)));
        let item = get.send().await?.item;
        item.map(|item| read(table, item).map(|stored: Stored| stored.json)).transpose()
    }

    /// False: there is such a version already, and it stays.
    async fn put_version_once(&self, number: u16, version: u32, journey: &Journey) -> Result<bool> {
        let item = self.to_store(number, version, &sort(version), journey)?;
        let put = self.db.put_item().table_name(&self.tables.journeys).set_item(Some(item));
        happened(put.condition_expression("attribute_not_exists(pk)").send().await)
    }

    async fn store<T: Serialize>(&self, number: u16, version: u32, sort: &str, value: &T) -> Result<()> {
        let item = self.to_store(number, version, sort, value)?;
        self.db.put_item().table_name(&self.tables.journeys).set_item(Some(item)).send().await?;
        Ok(())
    }

    fn to_store<T: Serialize>(&self, number: u16, version: u32, sort: &str, value: &T) -> Result<Item> {
        let json = json(number, version, value)?;
        let mut item = write(&self.tables.journeys, pk_sk(number.to_string(), sort), &Stored { json }, None)?;
        item.insert("published".to_owned(), text(format!("version {version}")));
        Ok(item)
    }

    pub(crate) fn cached<T>(&self, look: impl FnOnce(&mut Cache) -> T) -> T {
        look(&mut self.cache.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// The journey with each survey's version: kept where its question and scale are as they were, else this one.
fn with_survey_versions(journey: &Journey, before: Option<&Journey>, version: u32) -> Journey {
    let mut journey = Journey { mails: BTreeMap::new(), ..journey.clone() };
    for survey in journey.stages.iter_mut().flat_map(|stage| &mut stage.surveys) {
        let same = before.and_then(|before| before.survey(&survey.id)).map(|(_, old)| old).filter(|old| {
            old.metric == survey.metric
                && old.question == survey.question
                && old.low == survey.low
                && old.high == survey.high
        });
        survey.version = same.map_or(version, |old| old.version);
    }
    journey
}

fn json<T: Serialize>(number: u16, version: u32, value: &T) -> Result<String> {
    serde_json::to_string(value).map_err(|source| Error::Journey { number, version, source })
}

fn sort(version: u32) -> String {
    format!("{version:06}")
}

fn wording_sort(version: u32, survey: u8, language: Language) -> String {
    format!("{version:06}#{survey:03}#{}", language.code())
}

fn letter_sort(version: u32, survey: u8, language: Language) -> String {
    format!("{}#letter", wording_sort(version, survey, language))
}
