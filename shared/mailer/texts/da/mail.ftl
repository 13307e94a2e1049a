# A subject has fewer than 60 characters; `.short` stands in where the company's name makes it longer.

## What happened: the subject, and why this mail came

subject-order-paid = Hvordan var det at handle hos { $company }?
    .short = Hvordan var det at handle hos os?
why-order-paid = Du får denne mail, fordi ordre { $reference } blev betalt den { $date }.

subject-order-fulfilled = Ordre { $reference } fra { $company } er på vej. Hvordan gik det?
    .short = Ordre { $reference } er på vej. Hvordan gik det?
why-order-fulfilled = Du får denne mail, fordi ordre { $reference } blev sendt den { $date }.

subject-order-delivered = Hvordan gik leveringen af ordre { $reference } fra { $company }?
    .short = Hvordan gik leveringen af ordre { $reference }?
why-order-delivered = Du får denne mail, fordi ordre { $reference } blev leveret den { $date }.

subject-order-overdue = Hvordan er det gået med ordre { $reference } fra { $company }?
    .short = Hvordan er det gået med ordre { $reference }?
why-order-overdue = Du får denne mail, fordi ordre { $reference } ikke kom frem til tiden.

subject-order-refunded = Hvordan gik refunderingen af ordre { $reference } fra { $company }?
    .short = Hvordan gik refunderingen af ordre { $reference }?
why-order-refunded = Du får denne mail, fordi ordre { $reference } blev refunderet den { $date }.

subject-order-cancelled = Hvordan gik annulleringen af ordre { $reference } hos { $company }?
    .short = Hvordan gik annulleringen af ordre { $reference }?
why-order-cancelled = Du får denne mail, fordi ordre { $reference } blev annulleret den { $date }.

subject-return-completed = Hvordan gik returneringen af ordre { $reference } til { $company }?
    .short = Hvordan gik returneringen af ordre { $reference }?
why-return-completed = Du får denne mail, fordi returneringen af ordre { $reference } blev afsluttet den { $date }.

subject-ticket-solved = Hvordan var hjælpen fra { $company } med sag { $reference }?
    .short = Hvordan var hjælpen med sag { $reference }?
why-ticket-solved = Du får denne mail, fordi sag { $reference } blev løst den { $date }.

subject-ticket-reopened = Hvordan går det med sag { $reference } hos { $company }?
    .short = Hvordan går det med sag { $reference }?
why-ticket-reopened = Du får denne mail, fordi sag { $reference } blev genåbnet den { $date }.

subject-account-created = Hvordan var det at blive kunde hos { $company }?
    .short = Hvordan var det at blive kunde hos os?
why-account-created = Du får denne mail, fordi du oprettede en konto hos { $company } den { $date }.

subject-quote-requested = Hvordan var det at bede { $company } om et tilbud?
    .short = Hvordan var det at bede os om et tilbud?
why-quote-requested = Du får denne mail, fordi du bad { $company } om et tilbud den { $date }.

subject-subscription-cancelled = Du har sagt op. Hvordan var det hos { $company }?
    .short = Du har sagt op. Hvordan var det hos os?
why-subscription-cancelled = Du får denne mail, fordi dit abonnement hos { $company } blev opsagt den { $date }.

subject-customer-lapsed = Det er et stykke tid siden. Hvad synes du om { $company }?
    .short = Det er et stykke tid siden. Hvad synes du om os?
why-customer-lapsed = Du får denne mail, fordi du tidligere har handlet hos { $company }.

subject-employee-asked = Hvordan er { $company } som arbejdsplads?
    .short = Hvordan er vi som arbejdsplads?
why-employee-asked = Du får denne mail, fordi du arbejder hos { $company }.

subject-other = Hvordan gik det hos { $company }?
    .short = Hvordan gik det hos os?
why-other = Du får denne mail, fordi du var i kontakt med { $company } den { $date }.

date = { $day }. { $month ->
        [1] januar
        [2] februar
        [3] marts
        [4] april
        [5] maj
        [6] juni
        [7] juli
        [8] august
        [9] september
        [10] oktober
        [11] november
       *[12] december
    }

## The question and its scale

preheader = Ét spørgsmål. Det tager få sekunder.
preheader-reminder = Påmindelse: ét spørgsmål. Det tager nogle få sekunder.
reminder = Du har ikke svaret endnu. Dette er den eneste påmindelse.
honeypot = Ikke for mennesker: følg ikke dette link.
open = Åbn i browseren
greeting = Hej { $name }
greeting-nameless = Hej
hint = Tryk på det tal, der passer bedst, og send svaret på den side, der åbner.
hint-thumbs = Tryk på det svar, der passer bedst, og send det på den side, der åbner.
rating-of = { $rating } af { $top }
end = { $rating } = { $label }
sign-off = Venlig hilsen { $company }
validity = { $days ->
        [one] Du kan svare og ændre dit svar i én dag.
       *[other] Du kan svare og ændre dit svar i { $days } dage.
    }

## Who asks

safety = Vi beder aldrig om MitID, adgangskoder eller kortnumre.
questions = Spørgsmål? Svar på denne mail, eller skriv til
privacy = Sådan behandler vi personoplysninger
opt-out = Afmeld den slags mails

## To the one who can act on an answer

alert-subject = { $stage }: { $answer }, { $reference }
alert-thumb-down = Tommelfinger ned
alert-thumb-up = Tommelfinger op
alert-comment = Kommentar
alert-no-comment = Ingen kommentar
alert-reference = Ordre eller sag
alert-report = Åbn rapporten
alert-wants-contact = Kunden vil gerne kontaktes.
alert-held = Og { $count } til siden { $since }, som ingen fik e-mail om.
alert-summary = { $stage }: { $count } til siden { $since }
