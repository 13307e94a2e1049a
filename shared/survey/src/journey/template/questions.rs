//! What the templates ask, after the field's standards.
//!
//! - **NPS**: “How likely is it that you would recommend [company X] to a friend or colleague?”, 0 *not at all likely*
//!   to 10 *extremely likely* (Reichheld, “The One Number You Need to Grow”, Harvard Business Review, December 2003).
//! - **eNPS**: the same about the company *as a place to work* (Kaufman, Markey, Burton and Azzarello, “Who's
//!   responsible for employee engagement?”, Bain & Company, 2013).
//! - **CES 2.0**: “[Company] made it easy for me to handle my issue”, 1 *strongly disagree* to 7 *strongly agree*
//!   (Corporate Executive Board, 2013, now Gartner), about placing an order and returning one.
//! - **CSAT**: “How satisfied or dissatisfied are you with …?”, 1 *very dissatisfied* to 5 *very satisfied*: both poles
//!   are named, so that neither is suggested.

use super::words::Words;

pub(super) const ORDER: Words = Words {
    en: "Do you agree or disagree? “The shop made it easy for me to place my order.”",
    nb: "Er du enig eller uenig? «Butikken gjorde det enkelt for meg å bestille.»",
    nn: "Er du einig eller ueinig? «Butikken gjorde det enkelt for meg å bestille.»",
    sv: "I vilken utsträckning instämmer du? ”Butiken gjorde det enkelt för mig att beställa.”",
    da: "Er du enig eller uenig? »Butikken gjorde det nemt for mig at bestille.«",
    fi: "Oletko samaa vai eri mieltä? ”Kauppa teki tilaamisesta minulle helppoa.”",
    de: "Inwieweit stimmen Sie zu? „Der Shop hat es mir leicht gemacht, meine Bestellung aufzugeben.“",
};
pub(super) const DELIVERY: Words = Words {
    en: "How satisfied or dissatisfied are you with the delivery of your order?",
    nb: "Hvor fornøyd eller misfornøyd er du med leveringen av bestillingen din?",
    nn: "Kor nøgd eller misnøgd er du med leveringa av bestillinga di?",
    sv: "Hur nöjd eller missnöjd är du med leveransen av din beställning?",
    da: "Hvor tilfreds eller utilfreds er du med leveringen af din bestilling?",
    fi: "Kuinka tyytyväinen tai tyytymätön olet tilauksesi toimitukseen?",
    de: "Wie zufrieden oder unzufrieden sind Sie mit der Lieferung Ihrer Bestellung?",
};
pub(super) const RETURN: Words = Words {
    en: "Do you agree or disagree? “The shop made it easy for me to return what I bought.”",
    nb: "Er du enig eller uenig? «Butikken gjorde det enkelt for meg å returnere det jeg kjøpte.»",
    nn: "Er du einig eller ueinig? «Butikken gjorde det enkelt for meg å returnere det eg kjøpte.»",
    sv: "I vilken utsträckning instämmer du? ”Butiken gjorde det enkelt för mig att returnera det jag köpte.”",
    da: "Er du enig eller uenig? »Butikken gjorde det nemt for mig at returnere det, jeg købte.«",
    fi: "Oletko samaa vai eri mieltä? ”Kauppa teki ostokseni palauttamisesta minulle helppoa.”",
    de: "Inwieweit stimmen Sie zu? „Der Shop hat es mir leicht gemacht, meinen Einkauf zurückzugeben.“",
};
pub(super) const SUPPORT: Words = Words {
    en: "How satisfied or dissatisfied are you with the help you got from customer service?",
    nb: "Hvor fornøyd eller misfornøyd er du med hjelpen du fikk fra kundeservice?",
    nn: "Kor nøgd eller misnøgd er du med hjelpa du fekk frå kundeservice?",
    sv: "Hur nöjd eller missnöjd är du med hjälpen du fick av kundtjänst?",
    da: "Hvor tilfreds eller utilfreds er du med den hjælp, du fik af kundeservice?",
    fi: "Kuinka tyytyväinen tai tyytymätön olet asiakaspalvelusta saamaasi apuun?",
    de: "Wie zufrieden oder unzufrieden sind Sie mit der Hilfe, die Sie vom Kundenservice bekommen haben?",
};
pub(super) const RELATIONSHIP: Words = Words {
    en: "How likely is it that you would recommend us to a friend or colleague?",
    nb: "Hvor sannsynlig er det at du vil anbefale oss til en venn eller kollega?",
    nn: "Kor sannsynleg er det at du vil anbefale oss til ein venn eller kollega?",
    sv: "Hur sannolikt är det att du skulle rekommendera oss till en vän eller kollega?",
    da: "Hvor sandsynligt er det, at du vil anbefale os til en ven eller kollega?",
    fi: "Kuinka todennäköisesti suosittelisit meitä ystävällesi tai kollegallesi?",
    de: "Wie wahrscheinlich ist es, dass Sie uns einem Freund oder Kollegen weiterempfehlen?",
};
pub(super) const LEFT: Words = Words {
    en: "All in all, how satisfied or dissatisfied were you with us?",
    nb: "Alt i alt, hvor fornøyd eller misfornøyd var du med oss?",
    nn: "Alt i alt, kor nøgd eller misnøgd var du med oss?",
    sv: "Hur nöjd eller missnöjd var du med oss på det hela taget?",
    da: "Hvor tilfreds eller utilfreds var du alt i alt med os?",
    fi: "Kuinka tyytyväinen tai tyytymätön olit meihin kaiken kaikkiaan?",
    de: "Wie zufrieden oder unzufrieden waren Sie insgesamt mit uns?",
};
pub(super) const WORKPLACE: Words = Words {
    en: "How likely is it that you would recommend us as a place to work to a friend or acquaintance?",
    nb: "Hvor sannsynlig er det at du vil anbefale oss som arbeidsplass til en venn eller bekjent?",
    nn: "Kor sannsynleg er det at du vil anbefale oss som arbeidsplass til ein venn eller kjenning?",
    sv: "Hur sannolikt är det att du skulle rekommendera oss som arbetsplats till en vän eller bekant?",
    da: "Hvor sandsynligt er det, at du vil anbefale os som arbejdsplads til en ven eller bekendt?",
    fi: "Kuinka todennäköisesti suosittelisit meitä työpaikkana ystävällesi tai tuttavallesi?",
    de: "Wie wahrscheinlich ist es, dass Sie uns einem Freund oder Bekannten als Arbeitgeber weiterempfehlen?",
};
