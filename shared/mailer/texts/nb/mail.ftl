# A subject has fewer than 60 characters; `.short` stands in where the company's name makes it longer.

## What happened: the subject, and why this mail came

subject-order-paid = Hvordan var det å handle hos { $company }?
    .short = Hvordan var det å handle hos oss?
why-order-paid = Du får denne e-posten fordi ordre { $reference } ble betalt { $date }.

subject-order-fulfilled = Ordre { $reference } fra { $company } er sendt. Hvordan gikk det?
    .short = Ordre { $reference } er sendt. Hvordan gikk det?
why-order-fulfilled = Du får denne e-posten fordi ordre { $reference } ble sendt { $date }.

subject-order-delivered = Hvordan gikk leveringen av ordre { $reference } fra { $company }?
    .short = Hvordan gikk leveringen av ordre { $reference }?
why-order-delivered = Du får denne e-posten fordi ordre { $reference } ble levert { $date }.

subject-order-overdue = Hvordan har det gått med ordre { $reference } fra { $company }?
    .short = Hvordan har det gått med ordre { $reference }?
why-order-overdue = Du får denne e-posten fordi ordre { $reference } ikke kom fram i tide.

subject-order-refunded = Hvordan gikk refusjonen av ordre { $reference } fra { $company }?
    .short = Hvordan gikk refusjonen av ordre { $reference }?
why-order-refunded = Du får denne e-posten fordi ordre { $reference } ble refundert { $date }.

subject-order-cancelled = Hvordan gikk avbestillingen av ordre { $reference } hos { $company }?
    .short = Hvordan gikk avbestillingen av ordre { $reference }?
why-order-cancelled = Du får denne e-posten fordi ordre { $reference } ble avbestilt { $date }.

subject-return-completed = Hvordan gikk returen av ordre { $reference } til { $company }?
    .short = Hvordan gikk returen av ordre { $reference }?
why-return-completed = Du får denne e-posten fordi returen av ordre { $reference } var ferdig { $date }.

subject-ticket-solved = Hvordan var hjelpen fra { $company } med sak { $reference }?
    .short = Hvordan var hjelpen med sak { $reference }?
why-ticket-solved = Du får denne e-posten fordi sak { $reference } ble løst { $date }.

subject-ticket-reopened = Hvordan går det med sak { $reference } hos { $company }?
    .short = Hvordan går det med sak { $reference }?
why-ticket-reopened = Du får denne e-posten fordi sak { $reference } ble åpnet igjen { $date }.

subject-account-created = Hvordan gikk det å bli kunde hos { $company }?
    .short = Hvordan gikk det å bli kunde hos oss?
why-account-created = Du får denne e-posten fordi du opprettet en konto hos { $company } { $date }.

subject-quote-requested = Hvordan gikk det å be om tilbud fra { $company }?
    .short = Hvordan gikk det å be om tilbud fra oss?
why-quote-requested = Du får denne e-posten fordi du ba { $company } om et tilbud { $date }.

subject-subscription-cancelled = Du har sagt opp. Hvordan var det hos { $company }?
    .short = Du har sagt opp. Hvordan var det hos oss?
why-subscription-cancelled = Du får denne e-posten fordi abonnementet ditt hos { $company } ble sagt opp { $date }.

subject-customer-lapsed = Det er en stund siden sist. Hva synes du om { $company }?
    .short = Det er en stund siden sist. Hva synes du om oss?
why-customer-lapsed = Du får denne e-posten fordi du tidligere har handlet hos { $company }.

subject-employee-asked = Hvordan er { $company } som arbeidsplass?
    .short = Hvordan er vi som arbeidsplass?
why-employee-asked = Du får denne e-posten fordi du arbeider i { $company }.

subject-other = Hvordan gikk det hos { $company }?
    .short = Hvordan gikk det hos oss?
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

preheader = Ett spørsmål. Det tar noen sekunder.
preheader-reminder = Påminnelse: ett spørsmål. Det tar noen sekunder.
reminder = Du har ikke svart ennå. Dette er den eneste påminnelsen.
honeypot = Ikke for mennesker: ikke følg denne lenken.
open = Åpne i nettleseren
greeting = Hei { $name },
greeting-nameless = Hei,
hint = Trykk på tallet som passer best, og send svaret på siden som åpner seg.
hint-thumbs = Trykk på svaret som passer best, og send det på siden som åpner seg.
rating-of = { $rating } av { $top }
end = { $rating } = { $label }
sign-off = Hilsen { $company }
validity = { $days ->
        [one] Du kan svare, og endre svaret, i én dag.
       *[other] Du kan svare, og endre svaret, i { $days } dager.
    }

## Who asks

safety = Vi ber aldri om BankID, passord eller kortnummer.
questions = Spørsmål? Svar på denne e-posten eller skriv til
privacy = Slik behandler vi personopplysninger
opt-out = Meld deg av slike e-poster

## To the one who can act on an answer

alert-subject = { $stage }: { $answer }, { $reference }
alert-thumb-down = Tommel ned
alert-thumb-up = Tommel opp
alert-comment = Kommentar
alert-no-comment = Uten kommentar
alert-reference = Ordre eller sak
alert-report = Åpne rapporten
alert-wants-contact = Kunden vil gjerne bli kontaktet.
alert-held = Og { $count } til siden { $since }, som ingen fikk e-post om.
alert-summary = { $stage }: { $count } til siden { $since }
