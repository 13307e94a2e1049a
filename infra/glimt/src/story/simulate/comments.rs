//! What customers write, invented. Two remarks for each survey, band and language.

use super::Dice;
use survey::Language;

/// Unfavourable, neutral and favourable remarks.
type Bands = [[&'static str; 2]; 3];

const ORDERED: [Bands; 2] = [
    [
        ["Betalingen stoppet to ganger før den gikk gjennom.", "Handlekurven var tom da jeg logget inn."],
        ["Gikk greit, men fraktvalgene var litt uklare.", "Noen flere steg enn jeg hadde ventet."],
        ["Raskt og ryddig, ferdig på to minutter.", "Lett å finne fram til riktig størrelse."],
    ],
    [
        ["The payment page froze and I had to start over.", "My basket was empty once I had logged in."],
        ["Fine, but the delivery options were hard to tell apart.", "A few more clicks than I expected."],
        ["Done in two minutes, well laid out.", "Found the right size straight away."],
    ],
];

const DELIVERED: [Bands; 2] = [
    [
        ["Pakken kom senere enn lovet, og ingen sa fra.", "Sporingen sto stille i dagevis. Turen var over da den kom."],
        ["Helt grei levering, men hentestedet var langt unna.", "Esken var litt bulkete, innholdet var helt."],
        ["Kom akkurat da dere sa.", "Godt pakket, og hyggelig sjåfør."],
    ],
    [
        [
            "It came later than promised and nobody told me.",
            "Tracking did not move for days. The trip was over when it came.",
        ],
        ["All right, but the pick-up point was far away.", "The box was a bit dented, the jacket was fine."],
        ["Arrived exactly when you said.", "Well packed, friendly driver."],
    ],
];

const RETURNED: [Bands; 2] = [
    [
        ["Måtte skrive ut returlappen selv, og har ikke skriver.", "Vet fortsatt ikke når pengene kommer."],
        ["Det gikk, men det var langt til innleveringen.", "Litt uklart hvilket skjema jeg skulle bruke."],
        ["Kode på mobilen og rett i luka. Så enkelt skal det være.", "Pengene var tilbake dagen etter."],
    ],
    [
        ["I had to print the label myself and own no printer.", "Still waiting to hear about my money."],
        ["It worked, but the drop-off was a long drive.", "The form was a little confusing."],
        ["Scanned a code, dropped it off, done.", "Money back the next day."],
    ],
];

const HELPED: [Bands; 2] = [
    [
        ["Måtte forklare det samme tre ganger.", "Saken ble lukket før jeg hadde fått hjelp."],
        ["Fikk svar, men det tok noen dager.", "Hyggelig, men jeg måtte purre."],
        ["Fikk svar med en gang, og det løste seg.", "Hun på chatten kjente teltet bedre enn jeg gjør."],
    ],
    [
        ["I had to explain the same thing three times.", "The case was closed before anyone had helped me."],
        ["I got an answer, but it took some days.", "Friendly, but I had to ask twice."],
        ["Answered at once, and it solved the problem.", "She knew the stove better than I do."],
    ],
];

const RELATIONSHIP: [Bands; 2] = [
    [
        ["Bra utstyr, men jeg stoler ikke på leveringen.", "Har funnet det samme billigere andre steder."],
        ["Godt utvalg, men savner flere størrelser.", "Ganske fornøyd, men ikke bedre enn andre."],
        ["Handler her hver gang jeg trenger turutstyr.", "Folk som kan det de selger."],
    ],
    [
        ["Good gear, but I cannot rely on the delivery.", "Found the same things cheaper elsewhere."],
        ["Good range, I just miss more sizes.", "Quite happy, but not better than others."],
        ["My first stop before every hike.", "People who know what they sell."],
    ],
];

/// A remark that fits a rating in this band (0 unfavourable, 1 neutral, 2 favourable) of a survey.
pub(super) fn comment(survey: &str, band: usize, language: Language, dice: &mut Dice) -> &'static str {
    let remarks = match survey {
        "ordered" => &ORDERED,
        "delivered" => &DELIVERED,
        "returned" => &RETURNED,
        "helped" => &HELPED,
        _ => &RELATIONSHIP,
    };
    dice.pick(&remarks[usize::from(language != Language::Nb)][band.min(2)])
}
