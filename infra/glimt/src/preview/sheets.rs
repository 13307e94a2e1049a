//! The mails and pages themselves, with an example customer.

use anyhow::{Context, Result, anyhow};
use collect::page::{self, AnswerPage, Contact, FollowUpPage, OptOutPage, OptOutState, PageError, Scope, ThanksPage};
use jiff::civil::{Date, date};
use mailer::{AlertMail, InvitationMail};
use survey::Language;
use survey::follow_up::Asked;
use survey::journey::letter::Letter;
use survey::journey::wording::Wording;
use survey::journey::{Branding, Journey, Stage, Survey};

/// When it happened.
const HAPPENED_ON: Date = date(2026, 11, 19);
/// What it happened to.
const REFERENCE: &str = "5512";
/// The links of nobody.
const ANSWER: &str = "https://preview.invalid/r/preview";
const OPT_OUT: &str = "https://preview.invalid/u/preview";

/// One journey's.
pub(super) struct Shelf {
    pub name: String,
    pub surveys: Vec<SurveySheets>,
}

/// One survey's in one language.
pub(super) struct SurveySheets {
    pub title: String,
    pub language: Language,
    pub sheets: Vec<Sheet>,
}

/// One mail or page.
pub(super) struct Sheet {
    pub path: String,
    pub title: String,
    pub content: String,
}

/// Everything of a journey, in its order.
pub(super) fn of_journey(journey: &Journey) -> Result<Shelf> {
    let letters = mailer::letters(journey).map_err(|bad| {
        let each: Vec<_> = bad.iter().map(|bad| format!("{}: {}", bad.file, bad.mistake)).collect();
        anyhow!(each.join("\n"))
    })?;
    let mut surveys = Vec::new();
    for (stage, survey) in journey.surveys() {
        for &language in &journey.languages {
            let letter = letters.get(&(survey.index, language)).context("a survey without a letter")?;
            let case = Case { journey, stage, survey, language, letter };
            let title = format!("{}: {}", stage.name.for_reader(language), survey.id);
            surveys.push(SurveySheets { title, language, sheets: case.sheets()? });
        }
    }
    Ok(Shelf { name: journey.name.for_reader(journey.language(None)).to_owned(), surveys })
}

struct Case<'a> {
    journey: &'a Journey,
    stage: &'a Stage,
    survey: &'a Survey,
    language: Language,
    letter: &'a Letter,
}

impl Case<'_> {
    fn sheets(&self) -> Result<Vec<Sheet>> {
        let mut sheets = self.mails()?;
        sheets.extend(self.pages()?);
        sheets.extend(self.ways_out()?);
        sheets.extend(self.alert()?);
        Ok(sheets)
    }

    fn sheet(&self, file: &str, title: impl Into<String>, content: String) -> Sheet {
        let path = format!("{}/{}/{}/{file}", self.journey.id, self.survey.id, self.language.code());
        Sheet { path, title: title.into(), content }
    }

    fn wording(&self) -> Result<Wording> {
        let wording = Wording::of(self.journey, self.stage, self.survey, self.language);
        wording.context("a survey that is not in one of the journey's languages")
    }

    /// In every dress that a customer may get it in.
    fn mails(&self) -> Result<Vec<Sheet>> {
        let dresses = self.journey.sender.branding.values();
        let reminded = [false, true].into_iter().take(if self.survey.reminder.is_some() { 2 } else { 1 });
        let mut sheets = Vec::new();
        for reminder in reminded {
            for (plain, dress) in [(false, Branding::Full), (true, Branding::Plain)] {
                if !dresses.clone().any(|given| *given == dress) {
                    continue;
                }
                let file = match (reminder, plain) {
                    (false, false) => "mail",
                    (false, true) => "mail-plain",
                    (true, false) => "reminder",
                    (true, true) => "reminder-plain",
                };
                sheets.extend(self.mail(file, plain, reminder, Some("Kari"))?);
            }
        }
        let plain = dresses.clone().all(|given| *given == Branding::Plain);
        sheets.extend(self.mail("mail-nameless", plain, false, None)?);
        Ok(sheets)
    }

    fn mail(&self, file: &str, plain: bool, reminder: bool, name: Option<&str>) -> Result<[Sheet; 2]> {
        let touchpoint = self.survey.on.first().context("a survey that listens to nothing")?;
        let mail = InvitationMail {
            plain,
            reminder,
            name,
            reference: REFERENCE,
            touchpoint,
            happened_on: HAPPENED_ON,
            answer_url: ANSWER,
            opt_out_url: OPT_OUT,
        };
        let mail = mail.fill(self.letter).context("a mail that was not compiled")?;
        let html = self.sheet(&format!("{file}.html"), format!("{file}: {}", mail.subject), mail.html);
        Ok([html, self.sheet(&format!("{file}.txt"), format!("{file}, as text"), mail.text)])
    }

    fn pages(&self) -> Result<Vec<Sheet>> {
        let wording = &self.wording()?;
        let others = self.journey.languages.iter().filter(|language| **language != self.language);
        let switch: Vec<_> = others.map(|language| (*language, format!("../{}/page.html", language.code()))).collect();
        let switch = switch.as_slice();
        let blank = AnswerPage { wording, action: "#", chosen: None, comment: None, error: None, switch };
        let chosen = Some(*wording.metric.scale().end());
        let wrong = |error| AnswerPage { chosen, error: Some(error), ..blank };
        let mut sheets = vec![
            self.sheet("page.html", "page", page::answer(&blank)?),
            self.sheet(
                "page-chosen.html",
                "page, from a rating’s link",
                page::answer(&AnswerPage { chosen, ..blank })?,
            ),
            self.sheet(
                "page-missing.html",
                "page, sent without a rating",
                page::answer(&AnswerPage { chosen: None, ..wrong(PageError::Missing) })?,
            ),
            self.sheet("page-not-saved.html", "page, not saved", page::answer(&wrong(PageError::NotSaved))?),
        ];
        sheets.extend(self.follow_ups(wording)?);
        let told = self.journey.changes.iter().rfind(|change| change.tell_customers && change.stage == self.stage.id);
        let thanks = ThanksPage {
            wording,
            change_url: "page-chosen.html",
            contact: Contact::NotOffered,
            contact_url: "#",
            told: told.and_then(|change| change.name.get(self.language)),
            review_url: self.journey.review_url.as_deref(),
            switch,
        };
        for (file, title, contact) in [
            ("thanks.html", "thank-you", Contact::NotOffered),
            ("thanks-low.html", "thank-you for a low rating", Contact::Offered),
            ("thanks-contact.html", "thank-you, contact wanted", Contact::Wanted),
        ] {
            sheets.push(self.sheet(file, title, page::thanks(&ThanksPage { contact, ..thanks })?));
        }
        Ok(sheets)
    }

    /// Each of the survey's follow-ups, alone.
    fn follow_ups(&self, wording: &Wording) -> Result<Vec<Sheet>> {
        let mut sheets = Vec::new();
        for follow_up in &wording.follow_ups {
            let asked = [Asked { follow_up, asked_ppm: None }];
            let page = FollowUpPage {
                wording,
                asked: &asked,
                action: "#",
                skip_url: "thanks.html",
                sent: &[],
                switch: &[],
                error: None,
            };
            let (file, title) = (format!("more-{}.html", follow_up.id), format!("follow-up: {}", follow_up.id));
            sheets.push(self.sheet(&file, title, page::follow_up(&page)?));
        }
        Ok(sheets)
    }

    fn ways_out(&self) -> Result<Vec<Sheet>> {
        let wording = &self.wording()?;
        let language = self.language;
        let out =
            |state| page::opt_out(&OptOutPage { language, wording: Some(wording), action: "#", state, switch: &[] });
        Ok(vec![
            self.sheet("opt-out.html", "opt-out", out(OptOutState::Ask)?),
            self.sheet("opted-out-stage.html", "opted out of this stage", out(OptOutState::Done(Scope::Stage))?),
            self.sheet("opted-out.html", "opted out", out(OptOutState::Done(Scope::All))?),
            self.sheet("opt-out-undone.html", "opt-out undone", out(OptOutState::Undone)?),
            self.sheet("no-such-link.html", "a link that is not valid", page::neutral(language)?),
            self.sheet("unavailable.html", "a page that can’t be served", page::unavailable(language)?),
        ])
    }

    /// In the language that its reader gets it in.
    fn alert(&self) -> Result<Option<Sheet>> {
        if self.stage.alert.is_none() || self.language != self.journey.language(None) {
            return Ok(None);
        }
        let alert = AlertMail {
            rating: *self.survey.metric.scale().start(),
            metric: self.survey.metric,
            stage: self.stage.name.for_reader(self.language),
            question: self.survey.question.for_reader(self.language),
            comment: Some("…"),
            reference: REFERENCE,
            wants_contact: true,
            language: self.language,
            report_url: None,
        };
        let mail = alert.render()?;
        Ok(Some(self.sheet("alert.html", format!("alert: {}", mail.subject), mail.html)))
    }
}
