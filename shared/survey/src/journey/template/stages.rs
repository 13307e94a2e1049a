//! What the step of the journey is called that a template asks about.

use super::words::Words;

pub(super) const ORDER: Words = Words {
    en: "Ordering",
    nb: "Bestilling",
    nn: "Bestilling",
    sv: "Beställning",
    da: "Bestilling",
    fi: "Tilaaminen",
    de: "Bestellung",
};
pub(super) const DELIVERY: Words = Words {
    en: "Delivery",
    nb: "Levering",
    nn: "Levering",
    sv: "Leverans",
    da: "Levering",
    fi: "Toimitus",
    de: "Lieferung",
};
pub(super) const RETURN: Words =
    Words { en: "Returns", nb: "Retur", nn: "Retur", sv: "Retur", da: "Returnering", fi: "Palautus", de: "Rückgabe" };
pub(super) const SUPPORT: Words = Words {
    en: "Customer service",
    nb: "Kundeservice",
    nn: "Kundeservice",
    sv: "Kundtjänst",
    da: "Kundeservice",
    fi: "Asiakaspalvelu",
    de: "Kundenservice",
};
pub(super) const RELATIONSHIP: Words = Words {
    en: "The relationship",
    nb: "Kundeforholdet",
    nn: "Kundeforholdet",
    sv: "Kundrelationen",
    da: "Kundeforholdet",
    fi: "Asiakassuhde",
    de: "Kundenbeziehung",
};
pub(super) const LEFT: Words = Words {
    en: "Leaving",
    nb: "Oppsigelse",
    nn: "Oppseiing",
    sv: "Uppsägning",
    da: "Opsigelse",
    fi: "Asiakkuuden päättyminen",
    de: "Kündigung",
};
pub(super) const WORKPLACE: Words = Words {
    en: "The workplace",
    nb: "Arbeidsplassen",
    nn: "Arbeidsplassen",
    sv: "Arbetsplatsen",
    da: "Arbejdspladsen",
    fi: "Työpaikka",
    de: "Arbeitsplatz",
};
