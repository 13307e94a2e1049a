# A subject has fewer than 60 characters; `.short` stands in where the company's name makes it longer.

## What happened: the subject, and why this mail came

subject-order-paid = Korleis var det å handle hos { $company }?
    .short = Korleis var det å handle hos oss?
why-order-paid = Du får denne e-posten fordi ordre { $reference } blei betalt { $date }.

subject-order-fulfilled = Ordre { $reference } frå { $company } er send. Korleis gjekk det?
    .short = Ordre { $reference } er send. Korleis gjekk det?
why-order-fulfilled = Du får denne e-posten fordi ordre { $reference } blei send { $date }.

subject-order-delivered = Korleis gjekk leveringa av ordre { $reference } frå { $company }?
    .short = Korleis gjekk leveringa av ordre { $reference }?
why-order-delivered = Du får denne e-posten fordi ordre { $reference } blei levert { $date }.

subject-order-overdue = Korleis har det gått med ordre { $reference } frå { $company }?
    .short = Korleis har det gått med ordre { $reference }?
why-order-overdue = Du får denne e-posten fordi ordre { $reference } ikkje kom fram i tide.

subject-order-refunded = Korleis gjekk refusjonen av ordre { $reference } frå { $company }?
    .short = Korleis gjekk refusjonen av ordre { $reference }?
why-order-refunded = Du får denne e-posten fordi ordre { $reference } blei refundert { $date }.

subject-order-cancelled = Korleis gjekk avbestillinga av ordre { $reference } hos { $company }?
    .short = Korleis gjekk avbestillinga av ordre { $reference }?
why-order-cancelled = Du får denne e-posten fordi ordre { $reference } blei avbestilt { $date }.

subject-return-completed = Korleis gjekk returen av ordre { $reference } til { $company }?
    .short = Korleis gjekk returen av ordre { $reference }?
why-return-completed = Du får denne e-posten fordi returen av ordre { $reference } var ferdig { $date }.

subject-ticket-solved = Korleis var hjelpa frå { $company } med sak { $reference }?
    .short = Korleis var hjelpa med sak { $reference }?
why-ticket-solved = Du får denne e-posten fordi sak { $reference } blei løyst { $date }.

subject-ticket-reopened = Korleis går det med sak { $reference } hos { $company }?
    .short = Korleis går det med sak { $reference }?
why-ticket-reopened = Du får denne e-posten fordi sak { $reference } blei opna igjen { $date }.

subject-account-created = Korleis gjekk det å bli kunde hos { $company }?
    .short = Korleis gjekk det å bli kunde hos oss?
why-account-created = Du får denne e-posten fordi du oppretta ein konto hos { $company } { $date }.

subject-quote-requested = Korleis gjekk det å be om tilbod frå { $company }?
    .short = Korleis gjekk det å be om tilbod frå oss?
why-quote-requested = Du får denne e-posten fordi du bad { $company } om eit tilbod { $date }.

subject-subscription-cancelled = Du har sagt opp. Korleis var det hos { $company }?
    .short = Du har sagt opp. Korleis var det hos oss?
why-subscription-cancelled = Du får denne e-posten fordi abonnementet ditt hos { $company } blei sagt opp { $date }.

subject-customer-lapsed = Det er ei stund sidan sist. Kva synest du om { $company }?
    .short = Det er ei stund sidan sist. Kva synest du om oss?
why-customer-lapsed = Du får denne e-posten fordi du tidlegare har handla hos { $company }.

subject-employee-asked = Korleis er { $company } som arbeidsplass?
    .short = Korleis er vi som arbeidsplass?
why-employee-asked = Du får denne e-posten fordi du arbeider i { $company }.

subject-other = Korleis gjekk det hos { $company }?
    .short = Korleis gjekk det hos oss?
why-other = Du får denne e-posten fordi du var i kontakt med { $company } { $date }.

date = { $day }. { $month ->
        [1] januar
        [2] februar
        [3] mars
        [4] april
        [5] mai
        [6] juni
        [7] juli
        [8] august
        [9] september
        [10] oktober
        [11] november
       *[12] desember
    }

## The question and its scale

preheader = Eitt spørsmål. Det tek nokre sekund.
preheader-reminder = Påminning: eitt spørsmål. Det tek nokre sekund.
reminder = Du har ikkje svart enno. Dette er den einaste påminninga.
honeypot = Ikkje for menneske: ikkje følg denne lenkja.
open = Opne i nettlesaren
greeting = Hei { $name },
greeting-nameless = Hei,
hint = Trykk på talet som passar best, og send svaret på sida som opnar seg.
hint-thumbs = Trykk på svaret som passar best, og send det på sida som opnar seg.
rating-of = { $rating } av { $top }
end = { $rating } = { $label }
sign-off = Helsing { $company }
validity = { $days ->
        [one] Du kan svare, og endre svaret, i éin dag.
       *[other] Du kan svare, og endre svaret, i { $days } dagar.
    }

## Who asks

safety = Vi bed aldri om BankID, passord eller kortnummer.
questions = Spørsmål? Svar på denne e-posten eller skriv til
privacy = Slik behandlar vi personopplysningar
opt-out = Meld deg av slike e-postar

## To the one who can act on an answer

alert-subject = { $stage }: { $answer }, { $reference }
alert-thumb-down = Tommel ned
alert-thumb-up = Tommel opp
alert-comment = Kommentar
alert-no-comment = Utan kommentar
alert-reference = Ordre eller sak
alert-report = Opne rapporten
alert-wants-contact = Kunden vil gjerne bli kontakta.
alert-held = Og { $count } til sidan { $since }, som ingen fekk e-post om.
alert-summary = { $stage }: { $count } til sidan { $since }
