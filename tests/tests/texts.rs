//! The texts that people read: each set is whole in every language, so that nobody meets a gap.

use fluent_syntax::ast::{
    CallArguments, Entry, Expression, InlineExpression, Message, Pattern, PatternElement, VariantKey,
};
use fluent_syntax::parser;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use survey::Language;

/// Where each set's texts are, by language.
const SETS: [(&str, &str); 3] = [
    ("the mail", "shared/mailer/texts/{}/mail.ftl"),
    ("the pages", "functions/collect/src/page/texts/{}.ftl"),
    ("the report", "functions/export/src/report/texts/{}.ftl"),
];

/// What a text asks for: the variables that it is filled with, and the literal numbers that it tells apart.
type Needs = BTreeSet<String>;

/// Every message and attribute of a file. A line that is no Fluent, or a message that stands there twice, is refused.
fn texts(files: &str, language: Language) -> BTreeMap<String, Needs> {
    let file = files.replace("{}", language.code());
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(&file);
    let source = fs::read_to_string(path).unwrap_or_else(|error| panic!("{file}: {error}"));
    let resource = parser::parse(source.as_str()).unwrap_or_else(|(_, errors)| panic!("{file}: {errors:?}"));
    let mut found = BTreeMap::new();
    for entry in &resource.body {
        match entry {
            Entry::Message(message) => {
                for (name, needs) in of_message(message) {
                    assert_eq!(found.insert(name.clone(), needs), None, "{file} has {name} twice");
                }
            }
            Entry::Comment(_) | Entry::GroupComment(_) | Entry::ResourceComment(_) => {}
            other => panic!("{file}: {other:?}"),
        }
    }
    found
}

fn of_message(message: &Message<&str>) -> Vec<(String, Needs)> {
    let own = message.value.iter().map(|pattern| (message.id.name.to_owned(), pattern));
    let attributes = message.attributes.iter().map(|a| (format!("{}.{}", message.id.name, a.id.name), &a.value));
    own.chain(attributes).map(|(name, pattern)| (name, needs(pattern))).collect()
}

fn needs(pattern: &Pattern<&str>) -> Needs {
    let mut all = Needs::new();
    for element in &pattern.elements {
        if let PatternElement::Placeable { expression } = element {
            of_expression(expression, &mut all);
        }
    }
    all
}

fn of_expression(expression: &Expression<&str>, all: &mut Needs) {
    match expression {
        Expression::Inline(inline) => of_inline(inline, all),
        Expression::Select { selector, variants } => {
            of_inline(selector, all);
            for variant in variants {
                // Which plural forms there are is the language's own; a literal number means the same in all.
                if let VariantKey::NumberLiteral { value } = variant.key {
                    all.insert(format!("[{value}]"));
                }
                all.extend(needs(&variant.value));
            }
        }
    }
}

fn of_inline(inline: &InlineExpression<&str>, all: &mut Needs) {
    match inline {
        InlineExpression::VariableReference { id } => {
            all.insert(id.name.to_owned());
        }
        InlineExpression::FunctionReference { arguments: CallArguments { positional, .. }, .. } => {
            positional.iter().for_each(|argument| of_inline(argument, all));
        }
        InlineExpression::Placeable { expression } => of_expression(expression, all),
        _ => {}
    }
}

#[test]
fn every_set_has_the_same_texts_with_the_same_variables_in_every_language() {
    for (set, files) in SETS {
        let english = texts(files, Language::En);
        assert!(english.len() > 30, "{set}");
        for language in Language::ALL {
            let here = texts(files, language);
            let differing: Vec<_> = english
                .keys()
                .chain(here.keys())
                .filter(|name| english.get(*name) != here.get(*name))
                .map(|name| format!("{name}: {:?}, in English {:?}", here.get(name), english.get(name)))
                .collect();
            assert_eq!(differing, Vec::<String>::new(), "{set} in {}", language.code());
        }
    }
}
