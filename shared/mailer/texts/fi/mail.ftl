# A subject has fewer than 60 characters; `.short` stands in where the company's name makes it longer.
# No variable is inflected: what carries the case stands before it.

## What happened: the subject, and why this mail came

subject-order-paid = { $company }: millaista meillä oli asioida?
    .short = Millaista meillä oli asioida?
why-order-paid = Sait tämän viestin, koska tilaus { $reference } maksettiin { $date }.

subject-order-fulfilled = { $company }: tilaus { $reference } on matkalla. Miten sujui?
    .short = Tilaus { $reference } on matkalla. Miten sujui?
why-order-fulfilled = Sait tämän viestin, koska tilaus { $reference } lähetettiin { $date }.

subject-order-delivered = { $company }: miten tilauksen { $reference } toimitus sujui?
    .short = Miten tilauksen { $reference } toimitus sujui?
why-order-delivered = Sait tämän viestin, koska tilaus { $reference } toimitettiin { $date }.

subject-order-overdue = { $company }: miten tilauksen { $reference } kanssa kävi?
    .short = Miten tilauksen { $reference } kanssa kävi?
why-order-overdue = Sait tämän viestin, koska tilaus { $reference } ei saapunut ajallaan.

subject-order-refunded = { $company }: miten tilauksen { $reference } hyvitys sujui?
    .short = Miten tilauksen { $reference } hyvitys sujui?
why-order-refunded = Sait tämän viestin, koska tilaus { $reference } hyvitettiin { $date }.

subject-order-cancelled = { $company }: miten tilauksen { $reference } peruutus sujui?
    .short = Miten tilauksen { $reference } peruutus sujui?
why-order-cancelled = Sait tämän viestin, koska tilaus { $reference } peruutettiin { $date }.

subject-return-completed = { $company }: miten tilauksen { $reference } palautus sujui?
    .short = Miten tilauksen { $reference } palautus sujui?
why-return-completed = Sait tämän viestin, koska tilauksen { $reference } palautus valmistui { $date }.

subject-ticket-solved = { $company }: millaista apua sait tukipyyntöön { $reference }?
    .short = Millaista apua sait tukipyyntöön { $reference }?
why-ticket-solved = Sait tämän viestin, koska tukipyyntö { $reference } ratkaistiin { $date }.

subject-ticket-reopened = { $company }: miten tukipyyntö { $reference } etenee?
    .short = Miten tukipyyntö { $reference } etenee?
why-ticket-reopened = Sait tämän viestin, koska tukipyyntö { $reference } avattiin uudelleen { $date }.

subject-account-created = { $company }: miten asiakkaaksi liittyminen sujui?
    .short = Miten asiakkaaksi liittyminen sujui?
why-account-created = Sait tämän viestin, koska loit asiakastilin { $date }. Lähettäjä: { $company }.

subject-quote-requested = { $company }: miten tarjouksen pyytäminen sujui?
    .short = Miten tarjouksen pyytäminen sujui?
why-quote-requested = Sait tämän viestin, koska pyysit tarjouksen { $date }. Lähettäjä: { $company }.

subject-subscription-cancelled = { $company }: lopetit asiakkuutesi. Millaista meillä oli?
    .short = Lopetit asiakkuutesi. Millaista meillä oli?
why-subscription-cancelled = Sait tämän viestin, koska tilauksesi irtisanottiin { $date }. Lähettäjä: { $company }.

subject-customer-lapsed = { $company }: viime kerrasta on aikaa. Mitä pidät meistä?
    .short = Viime kerrasta on aikaa. Mitä pidät meistä?
why-customer-lapsed = Sait tämän viestin, koska olet aiemmin ostanut meiltä. Lähettäjä: { $company }.

subject-employee-asked = { $company }: millainen työpaikka olemme?
    .short = Millainen työpaikka olemme?
why-employee-asked = Sait tämän viestin, koska työskentelet meillä. Lähettäjä: { $company }.

subject-other = { $company }: miten asiointi meillä sujui?
    .short = Miten asiointi meillä sujui?
why-other = Sait tämän viestin, koska olit meihin yhteydessä { $date }. Lähettäjä: { $company }.

date = { $day }. { $month ->
        [1] tammikuuta
        [2] helmikuuta
        [3] maaliskuuta
        [4] huhtikuuta
        [5] toukokuuta
        [6] kesäkuuta
        [7] heinäkuuta
        [8] elokuuta
        [9] syyskuuta
        [10] lokakuuta
        [11] marraskuuta
       *[12] joulukuuta
    }

## The question and its scale

preheader = Yksi kysymys. Vastaaminen vie muutaman sekunnin.
preheader-reminder = Muistutus: yksi kysymys. Vastaaminen vie muutaman sekunnin.
reminder = Et ole vielä vastannut. Tämä on ainoa muistutus.
honeypot = Ei ihmisille: älä avaa tätä linkkiä.
open = Avaa selaimessa
greeting = Hei { $name }!
greeting-nameless = Hei!
hint = Napauta parhaiten sopivaa numeroa ja lähetä vastaus avautuvalla sivulla.
hint-thumbs = Napauta parhaiten sopivaa vastausta ja lähetä se avautuvalla sivulla.
rating-of = { $rating }/{ $top }
end = { $rating } = { $label }
sign-off = Ystävällisin terveisin { $company }
validity = { $days ->
        [one] Voit vastata ja muuttaa vastaustasi yhden päivän ajan.
       *[other] Voit vastata ja muuttaa vastaustasi { $days } päivän ajan.
    }

## Who asks

safety = Emme koskaan kysy pankkitunnuksia, salasanoja tai korttinumeroita.
questions = Kysyttävää? Vastaa tähän viestiin tai kirjoita osoitteeseen
privacy = Näin käsittelemme henkilötietoja
opt-out = Peru tällaiset viestit

## To the one who can act on an answer

alert-subject = { $stage }: { $answer }, { $reference }
alert-thumb-down = Peukalo alas
alert-thumb-up = Peukalo ylös
alert-comment = Kommentti
alert-no-comment = Ei kommenttia
alert-reference = Tilaus tai tukipyyntö
alert-report = Avaa raportti
alert-wants-contact = Asiakas toivoo yhteydenottoa.
alert-held = Lisäksi { $count } muuta ({ $since } alkaen), joista ei lähetetty viestiä.
alert-summary = { $stage }: { $count } muuta ({ $since } alkaen)
