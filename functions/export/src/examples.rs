//! A journey and made-up counts for tests.

use crate::Scope;
use jiff::civil::{Date, date};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use score::{EVERYBODY, Metric, Sample};
use std::collections::BTreeMap;
use survey::cell::{AnswerCell, Answered, CellKey, Cells, Funnel, FunnelCell, Said};
use survey::follow_up::Measures;
use survey::journey::length::Length;
use survey::journey::{
    Change, Count, DeliveredAfter, Exclude, Fuse, Journey, Mode, Phase, Sender, Stage, Survey, Target, WhenUnsure,
    Window,
};
use survey::{Address, Language, Reason, Slug, Text};

pub const TODAY: Date = date(2026, 11, 21);
pub const NEVER: &[(u8, u64)] = &[];

pub fn slug(text: &str) -> Slug {
    Slug::parse(text).unwrap()
}

pub fn text(nb: &str, en: &str) -> Text {
    BTreeMap::from([(Language::Nb, nb.to_owned()), (Language::En, en.to_owned())]).try_into().unwrap()
}

pub fn stamp(day: Date) -> Timestamp {
    day.at(12, 0, 0, 0).to_zoned(TimeZone::UTC).unwrap().timestamp()
}

pub fn sample(counts: &[(u8, u64)]) -> Sample {
    let mut sample = Sample::default();
    for (rating, count) in counts {
        sample.add_count(*rating, *count, EVERYBODY).unwrap();
    }
    sample
}

/// What was said to a follow-up that measures something: how many chose each option, all of the same rating.
pub fn said(measures: Measures, options: &[(&str, u64)]) -> BTreeMap<Slug, Said> {
    let options = options.iter().map(|(option, count)| ((*option).to_owned(), sample(&[(5, *count)])));
    [(slug("asked"), Said { measures: Some(measures), options: options.collect() })].into()
}

pub fn survey(id: &str, index: u8, metric: Metric) -> Survey {
    Survey {
        id: slug(id),
        index,
        version: 1,
        metric,
        on: vec![slug("order.delivered")],
        delay: Length::days(1),
        too_late_after: None,
        reminder: None,
        void_on: vec![],
        ask_again_after: None,
        sample_ppm: 1_000_000,
        priority: 0,
        count: Count::Confirmed,
        only_if: None,
        question: text("Hvordan gikk det?", "How did it go?"),
        low: text("Dårlig", "Badly"),
        high: text("Bra", "Well"),
        mail: None,
        follow_ups: vec![],
    }
}

pub fn stage(id: &str, phase: Phase, nb: &str, en: &str, target: Option<f64>, surveys: Vec<Survey>) -> Stage {
    Stage {
        id: slug(id),
        phase,
        name: text(nb, en),
        owner: Address::parse("owner@nordlys.example").unwrap(),
        weight: 1,
        headline: surveys[0].id.clone(),
        promise: (id == "delivery").then(|| text("Pakken kommer når vi sier det", "It arrives when we say")),
        target: target.map(|score| Target { score, by: date(2027, 6, 30) }),
        alert: None,
        surveys,
    }
}

/// Four stages: checkout (CES), delivery (CSAT, and stars beside it), returns (CSAT), support (NPS).
pub fn journey() -> Journey {
    Journey {
        home: Some("NO".to_owned()),
        delivered_after: DeliveredAfter::default(),
        exclude: Exclude::default(),
        fuse: Fuse::default(),
        id: slug("nordlys"),
        name: text("Nordlys Friluft", "Nordlys Outdoor"),
        owner: Address::parse("cx@nordlys.example").unwrap(),
        languages: vec![Language::Nb, Language::En],
        time_zone: TimeZone::get("Europe/Oslo").unwrap(),
        mode: Mode::Live,
        pilot_to: vec![],
        notice_since: None,
        quiet_period: Length::days(14),
        send_between: Window { from: jiff::civil::time(9, 0, 0, 0), until: jiff::civil::time(20, 0, 0, 0) },
        quiet_days: vec![],
        minimum_answers: 5,
        link_life: Length::days(28),
        retention: Default::default(),
        reporting: Default::default(),
        review_url: None,
        when_unsure: WhenUnsure::Drop,
        sender: Sender {
            from: "Nordlys <hei@svar.nordlys.example>".to_owned(),
            name: "Nordlys".to_owned(),
            reply_to: Address::parse("kundeservice@nordlys.example").unwrap(),
            legal: "Nordlys Friluft AS".to_owned(),
            privacy_url: "https://nordlys.example/personvern".to_owned(),
            mail: None,
            branding: BTreeMap::new(),
            consent: BTreeMap::new(),
        },
        brand: Default::default(),
        mails: BTreeMap::new(),
        segments: [(slug("carrier"), text("Transportør", "Carrier"))].into(),
        stages: vec![
            stage("checkout", Phase::During, "Kassen", "Checkout", Some(70.0), vec![survey("paid", 0, Metric::Ces)]),
            stage(
                "delivery",
                Phase::After,
                "Levering",
                "Delivery",
                Some(85.0),
                vec![survey("delivered", 1, Metric::Csat), survey("unboxed", 2, Metric::Stars)],
            ),
            stage("returns", Phase::After, "Retur", "Returns", Some(75.0), vec![survey("returned", 3, Metric::Csat)]),
            stage("support", Phase::After, "Kundeservice", "Support", None, vec![survey("solved", 4, Metric::Nps)]),
        ],
        changes: vec![Change {
            date: date(2026, 10, 20),
            stage: slug("delivery"),
            name: text("Ny transportør", "New carrier"),
            tell_customers: false,
        }],
    }
}

pub fn answer_cell(day: Date, confirmed: &[(u8, u64)]) -> AnswerCell {
    AnswerCell {
        day,
        survey_version: 1,
        metric: Metric::Csat,
        channel: "email".to_owned(),
        value: None,
        answered: Answered { confirmed: sample(confirmed), ..Answered::default() },
    }
}

pub fn funnel_cell(day: Date, funnel: Funnel) -> FunnelCell {
    let (skips, skips_at_send) = (BTreeMap::new(), BTreeMap::new());
    FunnelCell { day, channel: "email".to_owned(), value: None, funnel, skips, skips_at_send }
}

/// Counts that may know the scale that was asked on.
pub trait OnScale {
    fn on(self, metric: Metric) -> Self;
}

impl OnScale for AnswerCell {
    fn on(self, metric: Metric) -> Self {
        Self { metric, ..self }
    }
}

impl OnScale for FunnelCell {
    fn on(self, _: Metric) -> Self {
        self
    }
}

/// The counts of one survey, due on one day, on its scale.
pub fn cells<C: OnScale>(
    journey: &Journey,
    survey: &str,
    segment: Option<&str>,
    due_day: Date,
    cells: Vec<C>,
) -> Cells<C> {
    let (stage, found) = journey.survey(&slug(survey)).unwrap();
    let (stage, metric) = (stage.id.clone(), found.metric);
    let cells = cells.into_iter().map(|cell| cell.on(metric)).collect();
    let key = CellKey { journey: journey.id.clone(), stage, survey: slug(survey), segment: segment.map(slug) };
    Cells { due_day, key, part: 0, cells, as_of: stamp(due_day) }
}

pub fn scope<'a>(
    journey: &'a Journey,
    answers: &'a [Cells<AnswerCell>],
    funnels: &'a [Cells<FunnelCell>],
) -> Scope<'a> {
    let former = &[];
    Scope {
        journey,
        version: 3,
        answers,
        funnels,
        former,
        today: TODAY,
        now: stamp(TODAY),
        complete_to: Some(stamp(TODAY)),
    }
}

/// Sixty days in which delivery gets worse, checkout does well, returns are rare and support is mixed.
pub fn sixty_days(journey: &Journey) -> (Vec<Cells<AnswerCell>>, Vec<Cells<FunnelCell>>) {
    let (mut answers, mut funnels) = (vec![], vec![]);
    for ago in (0..60).rev() {
        let day = TODAY.checked_sub(ago.days()).unwrap();
        let wave = (ago * 7 % 5) as u64;
        let worse = u64::from(ago < 28) * 3;
        let mut delivered = answer_cell(day, &[(5, 9 + wave), (4, 3), (3, 1), (2, worse), (1, 1)]);
        delivered.answered.provisional = sample(&[(5, u64::from(ago % 9 == 0))]);
        let kept = 3 + wave - u64::from(worse > 0);
        delivered.answered.said = said(Measures::Promise, &[("yes", kept), ("no", 4 + wave - kept)]);
        delivered.answered.suspect = sample(&[(1, u64::from(ago % 4 == 0))]);
        let given = [
            ("paid", answer_cell(day, &[(7, 5 + wave), (6, 3), (5, 2), (3, 1)])),
            ("delivered", delivered),
            ("unboxed", answer_cell(day, if ago % 6 == 0 { &[(5, 1), (3, 1)] } else { NEVER })),
            ("returned", answer_cell(day, if ago % 29 == 3 { &[(2, 1)] } else { NEVER })),
            (
                "solved",
                answer_cell(day, &[(9, wave % 3), (10, u64::from(ago % 3 == 0)), (7, 1), (4, u64::from(ago % 4 == 0))]),
            ),
        ];
        for (survey, cell) in given {
            let answered = cell.answered.confirmed.n();
            let sent = answered * 3;
            let funnel = Funnel {
                skipped: sent / 5,
                pending: u64::from(ago == 0),
                sent,
                bounced: sent / 40,
                clicked: answered + 1,
                answered,
                ..Funnel::default()
            };
            let skips = [(Reason::QuietPeriod, sent / 5)].into();
            funnels.push(cells(journey, survey, None, day, vec![FunnelCell { skips, ..funnel_cell(day, funnel) }]));
            answers.push(cells(journey, survey, None, day, vec![cell]));
        }
    }
    (answers, funnels)
}
