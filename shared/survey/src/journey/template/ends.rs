//! What the ends of each scale mean, in the field's usual words.

use super::words::Words;
use score::Metric;

/// What the lowest and the highest rating of a metric mean, where a survey does not say it.
pub fn ends(metric: Metric) -> (Words, Words) {
    match metric {
        Metric::Nps | Metric::Enps => (UNLIKELY, LIKELY),
        Metric::Csat => (DISSATISFIED, SATISFIED),
        Metric::Ces => (DISAGREE, AGREE),
        Metric::Stars => (VERY_POOR, VERY_GOOD),
        Metric::Thumbs => (NOT_GOOD, GOOD),
    }
}

const UNLIKELY: Words = Words {
    en: "Not at all likely",
    nb: "Svært lite sannsynlig",
    nn: "Svært lite sannsynleg",
    sv: "Inte alls sannolikt",
    da: "Slet ikke sandsynligt",
    fi: "En lainkaan todennäköisesti",
    de: "Überhaupt nicht wahrscheinlich",
};
const LIKELY: Words = Words {
    en: "Extremely likely",
    nb: "Svært sannsynlig",
    nn: "Svært sannsynleg",
    sv: "Mycket sannolikt",
    da: "Yderst sandsynligt",
    fi: "Erittäin todennäköisesti",
    de: "Äußerst wahrscheinlich",
};
const DISSATISFIED: Words = Words {
    en: "Very dissatisfied",
    nb: "Svært misfornøyd",
    nn: "Svært misnøgd",
    sv: "Mycket missnöjd",
    da: "Meget utilfreds",
    fi: "Erittäin tyytymätön",
    de: "Sehr unzufrieden",
};
const SATISFIED: Words = Words {
    en: "Very satisfied",
    nb: "Svært fornøyd",
    nn: "Svært nøgd",
    sv: "Mycket nöjd",
    da: "Meget tilfreds",
    fi: "Erittäin tyytyväinen",
    de: "Sehr zufrieden",
};
const DISAGREE: Words = Words {
    en: "Strongly disagree",
    nb: "Helt uenig",
    nn: "Heilt ueinig",
    sv: "Instämmer inte alls",
    da: "Helt uenig",
    fi: "Täysin eri mieltä",
    de: "Stimme überhaupt nicht zu",
};
const AGREE: Words = Words {
    en: "Strongly agree",
    nb: "Helt enig",
    nn: "Heilt einig",
    sv: "Instämmer helt",
    da: "Helt enig",
    fi: "Täysin samaa mieltä",
    de: "Stimme voll und ganz zu",
};
const VERY_POOR: Words = Words {
    en: "Very poor",
    nb: "Svært dårlig",
    nn: "Svært dårleg",
    sv: "Mycket dåligt",
    da: "Meget dårligt",
    fi: "Erittäin huono",
    de: "Sehr schlecht",
};
const VERY_GOOD: Words = Words {
    en: "Very good",
    nb: "Svært bra",
    nn: "Svært bra",
    sv: "Mycket bra",
    da: "Meget godt",
    fi: "Erittäin hyvä",
    de: "Sehr gut",
};
const NOT_GOOD: Words = Words {
    en: "Not good",
    nb: "Ikke bra",
    nn: "Ikkje bra",
    sv: "Inte bra",
    da: "Ikke godt",
    fi: "Ei hyvä",
    de: "Nicht gut",
};
const GOOD: Words = Words { en: "Good", nb: "Bra", nn: "Bra", sv: "Bra", da: "Godt", fi: "Hyvä", de: "Gut" };
