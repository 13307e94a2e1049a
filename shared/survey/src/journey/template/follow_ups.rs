//! What the templates ask after the rating: whether a promise was kept, and of whoever is not satisfied, why.

use super::Template;
use super::words::Words;
use crate::condition::Condition;
use crate::follow_up::{Choice, FollowUp, Kind, Measures};
use crate::language::Language;
use crate::slug::Slug;

/// A follow-up of a template.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asking {
    pub id: &'static str,
    pub question: Words,
    pub ask_when: Option<&'static str>,
    pub replies: Replies,
}

/// What can be replied to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Replies {
    /// Yes or no, which measures whether the stage's promise was kept.
    Promise,
    /// Any of these, or something else.
    Choices(&'static [(&'static str, Words)]),
}

impl Replies {
    /// The options to choose among; none for yes or no.
    pub fn options(self) -> Vec<(&'static str, Words)> {
        match self {
            Self::Promise => Vec::new(),
            Self::Choices(options) => options.iter().copied().chain([("other", OTHER)]).collect(),
        }
    }
}

impl Template {
    /// Its follow-ups with their texts in these languages; `None` if there are none.
    pub fn follow_ups_in(&self, languages: &[Language]) -> Option<Vec<FollowUp>> {
        self.follow_ups.iter().map(|asking| asking.follow_up(languages)).collect()
    }
}

impl Asking {
    fn follow_up(&self, languages: &[Language]) -> Option<FollowUp> {
        let option =
            |(id, label): (&str, Words)| Some(Choice { id: Slug::parse(id).ok()?, label: label.text(languages)? });
        let (kind, measures) = match self.replies {
            Replies::Promise => (Kind::YesNo, Some(Measures::Promise)),
            Replies::Choices(_) => {
                let options = self.replies.options().into_iter().map(option);
                (Kind::Choices { options: options.collect::<Option<_>>()? }, None)
            }
        };
        let ask_when = self.ask_when.map(Condition::parse).transpose().ok()?;
        Some(FollowUp {
            id: Slug::parse(self.id).ok()?,
            kind,
            ask_when,
            question: self.question.text(languages)?,
            measures,
        })
    }
}

/// Asked of all, also of the satisfied: the share that says yes is worth as much as the rating.
const PROMISE: Asking = Asking { id: "on_time", question: ON_TIME, ask_when: None, replies: Replies::Promise };

pub(super) const ORDER: &[Asking] =
    &[Asking { id: "easier", question: EASIER, ask_when: Some("rating <= 4"), replies: Replies::Choices(&ORDERING) }];
pub(super) const DELIVERY: &[Asking] = &[
    PROMISE,
    Asking { id: "better", question: BETTER, ask_when: Some("rating <= 3"), replies: Replies::Choices(&DELIVERING) },
];
pub(super) const RETURN: &[Asking] =
    &[Asking { id: "easier", question: EASIER, ask_when: Some("rating <= 4"), replies: Replies::Choices(&RETURNING) }];
pub(super) const SUPPORT: &[Asking] =
    &[Asking { id: "better", question: BETTER, ask_when: Some("rating <= 3"), replies: Replies::Choices(&HELPING) }];

const ON_TIME: Words = Words {
    en: "Did your parcel arrive when we said it would?",
    nb: "Kom pakken da vi sa at den skulle komme?",
    nn: "Kom pakken då vi sa at han skulle kome?",
    sv: "Kom paketet när vi sa att det skulle komma?",
    da: "Kom pakken på det tidspunkt, vi havde sagt?",
    fi: "Saapuiko paketti silloin, kun lupasimme?",
    de: "Kam das Paket zum angekündigten Zeitpunkt an?",
};
const BETTER: Words = Words {
    en: "What could have been better?",
    nb: "Hva kunne vært bedre?",
    nn: "Kva kunne vore betre?",
    sv: "Vad kunde ha varit bättre?",
    da: "Hvad kunne have været bedre?",
    fi: "Mikä olisi voinut olla paremmin?",
    de: "Was hätte besser sein können?",
};
const EASIER: Words = Words {
    en: "What could have been easier?",
    nb: "Hva kunne vært enklere?",
    nn: "Kva kunne vore enklare?",
    sv: "Vad kunde ha varit enklare?",
    da: "Hvad kunne have været nemmere?",
    fi: "Mikä olisi voinut olla helpompaa?",
    de: "Was hätte einfacher sein können?",
};
const OTHER: Words = Words {
    en: "Something else",
    nb: "Noe annet",
    nn: "Noko anna",
    sv: "Något annat",
    da: "Noget andet",
    fi: "Jokin muu",
    de: "Etwas anderes",
};
const ORDERING: [(&str, Words); 5] = [
    (
        "finding",
        Words {
            en: "Finding what I wanted",
            nb: "Å finne det jeg ville ha",
            nn: "Å finne det eg ville ha",
            sv: "Att hitta det jag ville ha",
            da: "At finde det, jeg ville have",
            fi: "Haluamani löytäminen",
            de: "Das Gewünschte zu finden",
        },
    ),
    (
        "details",
        Words {
            en: "Learning enough about the goods",
            nb: "Å få vite nok om varene",
            nn: "Å få vite nok om varene",
            sv: "Att få veta nog om varorna",
            da: "At få nok at vide om varerne",
            fi: "Tietojen saaminen tuotteista",
            de: "Genug über die Ware zu erfahren",
        },
    ),
    (
        "delivery",
        Words {
            en: "Choosing how it is delivered",
            nb: "Å velge levering",
            nn: "Å velje levering",
            sv: "Att välja leverans",
            da: "At vælge levering",
            fi: "Toimitustavan valinta",
            de: "Die Lieferung zu wählen",
        },
    ),
    (
        "payment",
        Words {
            en: "Paying",
            nb: "Å betale",
            nn: "Å betale",
            sv: "Att betala",
            da: "At betale",
            fi: "Maksaminen",
            de: "Das Bezahlen",
        },
    ),
    (
        "account",
        Words {
            en: "Logging in or registering",
            nb: "Å logge inn eller registrere seg",
            nn: "Å logge inn eller registrere seg",
            sv: "Att logga in eller registrera sig",
            da: "At logge ind eller oprette en konto",
            fi: "Kirjautuminen tai rekisteröityminen",
            de: "Die Anmeldung oder Registrierung",
        },
    ),
];
const DELIVERING: [(&str, Words); 5] = [
    (
        "late",
        Words {
            en: "It came late",
            nb: "Den kom for sent",
            nn: "Han kom for seint",
            sv: "Det kom för sent",
            da: "Den kom for sent",
            fi: "Se tuli myöhässä",
            de: "Es kam zu spät",
        },
    ),
    (
        "unannounced",
        Words {
            en: "I did not know when it would come",
            nb: "Jeg visste ikke når den kom",
            nn: "Eg visste ikkje når han kom",
            sv: "Jag visste inte när det skulle komma",
            da: "Jeg vidste ikke, hvornår den kom",
            fi: "En tiennyt, milloin se tulee",
            de: "Ich wusste nicht, wann es kommt",
        },
    ),
    (
        "handover",
        Words {
            en: "Where or how it was handed over",
            nb: "Hvor eller hvordan den ble levert",
            nn: "Kvar eller korleis han blei levert",
            sv: "Var eller hur det lämnades",
            da: "Hvor eller hvordan den blev afleveret",
            fi: "Missä tai miten se luovutettiin",
            de: "Wo oder wie es übergeben wurde",
        },
    ),
    (
        "damaged",
        Words {
            en: "Something was damaged",
            nb: "Noe var skadet",
            nn: "Noko var skadd",
            sv: "Något var skadat",
            da: "Noget var beskadiget",
            fi: "Jotain oli rikki",
            de: "Etwas war beschädigt",
        },
    ),
    (
        "missing",
        Words {
            en: "Something was missing or wrong",
            nb: "Noe manglet eller var feil",
            nn: "Noko mangla eller var feil",
            sv: "Något saknades eller var fel",
            da: "Noget manglede eller var forkert",
            fi: "Jotain puuttui tai oli väärin",
            de: "Etwas fehlte oder war falsch",
        },
    ),
];
const RETURNING: [(&str, Words); 4] = [
    (
        "finding_out",
        Words {
            en: "Finding out how",
            nb: "Å finne ut hvordan",
            nn: "Å finne ut korleis",
            sv: "Att ta reda på hur",
            da: "At finde ud af hvordan",
            fi: "Ohjeiden löytäminen",
            de: "Herauszufinden, wie es geht",
        },
    ),
    (
        "sending",
        Words {
            en: "Packing it and handing it in",
            nb: "Å pakke og levere inn",
            nn: "Å pakke og levere inn",
            sv: "Att packa och lämna in",
            da: "At pakke og indlevere",
            fi: "Pakkaaminen ja lähettäminen",
            de: "Das Einpacken und Abgeben",
        },
    ),
    (
        "cost",
        Words {
            en: "What it cost",
            nb: "Hva det kostet",
            nn: "Kva det kosta",
            sv: "Vad det kostade",
            da: "Hvad det kostede",
            fi: "Palautuksen hinta",
            de: "Was es gekostet hat",
        },
    ),
    (
        "refund",
        Words {
            en: "Getting the money back",
            nb: "Å få pengene tilbake",
            nn: "Å få pengane tilbake",
            sv: "Att få tillbaka pengarna",
            da: "At få pengene tilbage",
            fi: "Rahojen saaminen takaisin",
            de: "Das Geld zurückzubekommen",
        },
    ),
];
const HELPING: [(&str, Words); 4] = [
    (
        "unsolved",
        Words {
            en: "My problem was not solved",
            nb: "Problemet ble ikke løst",
            nn: "Problemet blei ikkje løyst",
            sv: "Problemet blev inte löst",
            da: "Problemet blev ikke løst",
            fi: "Ongelma ei ratkennut",
            de: "Mein Problem wurde nicht gelöst",
        },
    ),
    (
        "slow",
        Words {
            en: "It took too long",
            nb: "Det tok for lang tid",
            nn: "Det tok for lang tid",
            sv: "Det tog för lång tid",
            da: "Det tog for lang tid",
            fi: "Se kesti liian kauan",
            de: "Es hat zu lange gedauert",
        },
    ),
    (
        "repeated",
        Words {
            en: "I had to explain it several times",
            nb: "Jeg måtte forklare det flere ganger",
            nn: "Eg måtte forklare det fleire gonger",
            sv: "Jag fick förklara flera gånger",
            da: "Jeg måtte forklare det flere gange",
            fi: "Jouduin selittämään asian monta kertaa",
            de: "Ich musste es mehrmals erklären",
        },
    ),
    (
        "treated",
        Words {
            en: "How I was treated",
            nb: "Måten jeg ble møtt på",
            nn: "Måten eg blei møtt på",
            sv: "Hur jag blev bemött",
            da: "Måden, jeg blev mødt på",
            fi: "Se, miten minua kohdeltiin",
            de: "Wie mit mir umgegangen wurde",
        },
    ),
];
