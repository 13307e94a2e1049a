use super::*;
use crate::journey::file::{TOUCHPOINTS, read};
use crate::language::Language;

#[test]
fn every_template_has_a_name_of_its_own_and_can_be_asked_in_time() {
    for template in TEMPLATES {
        assert_eq!(find(template.name), Some(&template));
        let alike = |other: &&Template| other.stage.0 == template.stage.0 || other.survey == template.survey;
        assert_eq!(TEMPLATES.iter().filter(alike).count(), 1, "{}", template.name);
        assert!(template.too_late_after.is_none_or(|limit| limit > template.delay), "{}", template.name);
        for touchpoint in template.on.iter().chain(template.void_on) {
            assert!(TOUCHPOINTS.contains(touchpoint), "{touchpoint}");
        }
    }
}

#[test]
fn every_text_is_short_in_every_language_and_bokmaal_is_not_english() {
    let questions = TEMPLATES.map(|template| (template.question, 120));
    let stages = TEMPLATES.map(|template| (template.stage.1, 25));
    let ends = Metric::ALL.map(ends).into_iter().flat_map(|(low, high)| [(low, 30), (high, 30)]);
    let follow_ups = TEMPLATES.iter().flat_map(|template| template.follow_ups);
    let follow_ups = follow_ups.flat_map(|asking| {
        asking.replies.options().into_iter().map(|(_, label)| (label, 45)).chain([(asking.question, 60)])
    });
    for (words, longest) in questions.into_iter().chain(stages).chain(ends).chain(follow_ups) {
        for language in Language::ALL {
            let length = words.get(language).chars().count();
            assert!((1..=longest).contains(&length), "{length}: {words:?}");
            assert!(language == Language::En || words.get(language) != words.get(Language::En), "{words:?}");
        }
    }
}

/// A journey in these languages whose one survey says this.
fn journey(languages: &[Language], survey: &str) -> String {
    let codes: Vec<_> = languages.iter().map(|language| format!("\"{}\"", language.code())).collect();
    let name: String = languages.iter().map(|language| format!("name.{} = \"Name\"\n", language.code())).collect();
    format!(
        "[journey]\nid = \"shop\"\n{name}owner = \"cx@shop.example\"\nlanguages = [{}]\ntime_zone = \"Europe/Oslo\"\n\
         notice_since = 2026-01-01\n\n[sender]\nfrom = \"hello@shop.example\"\nreply_to = \"help@shop.example\"\n\
         legal = \"The Shop AS, Oslo\"\nprivacy_url = \"https://shop.example/privacy\"\n\n\
         [[stage]]\nid = \"step\"\n{name}\n[[stage.survey]]\nid = \"asked\"\n{survey}",
        codes.join(", ")
    )
}

#[test]
fn a_template_that_is_written_out_means_the_same() {
    let several = [vec![Language::Nb, Language::En], Language::ALL.to_vec()];
    for languages in Language::ALL.map(|language| vec![language]).into_iter().chain(several) {
        for template in TEMPLATES {
            let named = journey(&languages, &format!("template = \"{}\"\n", template.name));
            let written = journey(&languages, &template.written_out(&languages));
            let (named, written) = (read(&named).unwrap(), read(&written).unwrap_or_else(|e| panic!("{e:?}")));
            assert_eq!(written, named, "{}", template.name);
            assert_eq!(named.warnings, []);
        }
    }
}
