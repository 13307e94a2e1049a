//! A journey file in the making.

use jiff::civil::Date;
use survey::Language;
use survey::journey::file;
use survey::journey::template::find;

/// Everything that a new journey file says.
#[derive(Debug, Clone)]
pub(super) struct Draft {
    pub(super) company: String,
    /// `Name <name@domain>`, or the address alone, under the company's name then.
    pub(super) from: String,
    pub(super) legal: String,
    pub(super) privacy_url: String,
    /// The names of the templates, in the journey's order.
    pub(super) templates: Vec<String>,
    pub(super) languages: Vec<Language>,
    pub(super) time_zone: String,
    /// The address in `from` without one.
    pub(super) reply_to: Option<String>,
    pub(super) today: Date,
}

impl Draft {
    /// One without mistakes, to see an answer in its place.
    pub(super) fn example(today: Date) -> Self {
        Self {
            company: "Nordlys".to_owned(),
            from: "hello@nordlys.example".to_owned(),
            legal: "Nordlys AS".to_owned(),
            privacy_url: "https://nordlys.example/privacy".to_owned(),
            templates: vec!["delivery-csat".to_owned()],
            languages: vec![Language::En],
            time_zone: "UTC".to_owned(),
            reply_to: None,
            today,
        }
    }

    /// What `glimt check` would say of it first.
    pub(super) fn mistake(&self) -> Option<String> {
        let mistakes = file::read(&self.written()).err()?;
        mistakes.first().map(|mistake| format!("{}; {}", mistake.what, mistake.expected))
    }

    /// The journey's name among others and in addresses: the company's, in small plain letters.
    pub(super) fn id(&self) -> String {
        let plain = self.company.to_lowercase().replace(['æ', 'ä'], "ae").replace(['ø', 'ö'], "oe");
        let plain = plain.replace('å', "aa").replace('ü', "ue").replace('ß', "ss").replace('é', "e");
        let words = plain.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
        let id: String = words.collect::<Vec<_>>().join("-").chars().take(40).collect();
        if id.is_empty() { "journey".to_owned() } else { id.trim_end_matches('-').to_owned() }
    }

    /// The file.
    pub(super) fn written(&self) -> String {
        let address = self.from.rsplit_once('<').map_or(self.from.as_str(), |(_, rest)| rest.trim_end_matches('>'));
        let named = self.from.contains('<') || self.company.contains(['"', '\\', '<', '>']);
        let from = if named { self.from.clone() } else { format!("{} <{address}>", self.company) };
        let codes: Vec<_> = self.languages.iter().map(|language| quoted(language.code())).collect();
        let mut lines = vec![
            "[journey]".to_owned(),
            format!("id = {}", quoted(&self.id())),
            format!("name = {}", self.texts(|_| &self.company)),
            format!("owner = {}", quoted(address)),
            format!("languages = [{}]", codes.join(", ")),
            format!("time_zone = {}", quoted(&self.time_zone)),
            "mode = \"shadow\"                       # decides and counts, mails nobody; then pilot, then live"
                .to_owned(),
            format!(
                "notice_since = {}             # from this day on, tell customers at checkout that you may ask",
                self.today
            ),
            String::new(),
            "[sender]".to_owned(),
            format!("from = {}", quoted(&from)),
            format!("reply_to = {}", quoted(self.reply_to.as_deref().unwrap_or(address))),
            format!("legal = {}", quoted(&self.legal)),
            format!("privacy_url = {}", quoted(&self.privacy_url)),
        ];
        for name in &self.templates {
            lines.extend(self.stage(name));
        }
        lines.join("\n") + "\n"
    }

    /// A stage that asks what the template asks. One that is not known stands there too, for `check` to explain.
    fn stage(&self, name: &str) -> [String; 5] {
        let template = find(name);
        let (stage, survey) = template.map_or(("stage", "survey"), |template| (template.stage.0, template.survey));
        let called = |language| template.map_or(name, |template| template.stage.1.get(language));
        [
            String::new(),
            "[[stage]]".to_owned(),
            format!("id = {}", quoted(stage)),
            format!("name = {}", self.texts(called)),
            format!("survey = [{{ id = {}, template = {} }}]", quoted(survey), quoted(name)),
        ]
    }

    /// A text in each language, on one line.
    fn texts<'a>(&self, text: impl Fn(Language) -> &'a str) -> String {
        let texts = self.languages.iter().map(|language| format!("{} = {}", language.code(), quoted(text(*language))));
        format!("{{ {} }}", texts.collect::<Vec<_>>().join(", "))
    }
}

/// A text as TOML has it on one line, which is as JSON has it.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    const TODAY: Date = date(2026, 11, 22);

    #[test]
    fn the_draft_of_any_templates_in_all_languages_has_no_mistakes_and_no_notes() {
        let templates: Vec<_> = survey::journey::template::TEMPLATES.map(|t| t.name.to_owned()).to_vec();
        let draft = Draft { templates, languages: Language::ALL.to_vec(), ..Draft::example(TODAY) };
        let checked = file::read(&draft.written()).unwrap();
        assert_eq!(checked.warnings, []);
        assert_eq!(checked.journey.stages.len(), 7);
        assert_eq!(checked.journey.mode, survey::journey::Mode::Shadow);
    }

    #[test]
    fn whatever_a_company_is_called_it_has_an_id_and_a_file_without_mistakes() {
        for (company, id) in [
            ("Nordlys Friluft", "nordlys-friluft"),
            ("Ærlig & Østby A/S", "aerlig-oestby-a-s"),
            ("„Größe“ \"7\" <x> \\", "groesse-7-x"),
            ("雪", "journey"),
            (&"lang ".repeat(15), "lang-lang-lang-lang-lang-lang-lang-lang"),
        ] {
            let draft = Draft { company: company.to_owned(), ..Draft::example(TODAY) };
            assert_eq!((draft.id().as_str(), draft.mistake()), (id, None));
        }
    }
}
