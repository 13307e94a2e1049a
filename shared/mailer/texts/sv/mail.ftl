# A subject has fewer than 60 characters; `.short` stands in where the company's name makes it longer.

## What happened: the subject, and why this mail came

subject-order-paid = Hur var det att handla hos { $company }?
    .short = Hur var det att handla hos oss?
why-order-paid = Du får det här mejlet för att beställning { $reference } betalades den { $date }.

subject-order-fulfilled = Beställning { $reference } från { $company } är på väg. Hur gick det?
    .short = Beställning { $reference } är på väg. Hur gick det?
why-order-fulfilled = Du får det här mejlet för att beställning { $reference } skickades den { $date }.

subject-order-delivered = Hur gick leveransen av beställning { $reference } från { $company }?
    .short = Hur gick leveransen av beställning { $reference }?
why-order-delivered = Du får det här mejlet för att beställning { $reference } levererades den { $date }.

subject-order-overdue = Hur har det gått med beställning { $reference } från { $company }?
    .short = Hur har det gått med beställning { $reference }?
why-order-overdue = Du får det här mejlet för att beställning { $reference } inte kom fram i tid.

subject-order-refunded = Hur gick återbetalningen av beställning { $reference } från { $company }?
    .short = Hur gick återbetalningen av beställning { $reference }?
why-order-refunded = Du får det här mejlet för att beställning { $reference } återbetalades den { $date }.

subject-order-cancelled = Hur gick avbeställningen av order { $reference } hos { $company }?
    .short = Hur gick avbeställningen av order { $reference }?
why-order-cancelled = Du får det här mejlet för att order { $reference } avbeställdes den { $date }.

subject-return-completed = Hur gick returen av beställning { $reference } till { $company }?
    .short = Hur gick returen av beställning { $reference }?
why-return-completed = Du får det här mejlet för att returen av beställning { $reference } blev klar den { $date }.

subject-ticket-solved = Hur var hjälpen från { $company } med ärende { $reference }?
    .short = Hur var hjälpen med ärende { $reference }?
why-ticket-solved = Du får det här mejlet för att ärende { $reference } löstes den { $date }.

subject-ticket-reopened = Hur går det med ärende { $reference } hos { $company }?
    .short = Hur går det med ärende { $reference }?
why-ticket-reopened = Du får det här mejlet för att ärende { $reference } öppnades igen den { $date }.

subject-account-created = Hur var det att bli kund hos { $company }?
    .short = Hur var det att bli kund hos oss?
why-account-created = Du får det här mejlet för att du skapade ett konto hos { $company } den { $date }.

subject-quote-requested = Hur var det att be { $company } om en offert?
    .short = Hur var det att be oss om en offert?
why-quote-requested = Du får det här mejlet för att du bad { $company } om en offert den { $date }.

subject-subscription-cancelled = Du har sagt upp. Hur var det hos { $company }?
    .short = Du har sagt upp. Hur var det hos oss?
why-subscription-cancelled = Du får det här mejlet för att ditt abonnemang hos { $company } sades upp den { $date }.

subject-customer-lapsed = Det var ett tag sedan. Vad tycker du om { $company }?
    .short = Det var ett tag sedan. Vad tycker du om oss?
why-customer-lapsed = Du får det här mejlet för att du tidigare har handlat hos { $company }.

subject-employee-asked = Hur är { $company } som arbetsplats?
    .short = Hur är vi som arbetsplats?
why-employee-asked = Du får det här mejlet för att du arbetar på { $company }.

subject-other = Hur gick det hos { $company }?
    .short = Hur gick det hos oss?
why-other = Du får det här mejlet för att du var i kontakt med { $company } den { $date }.

date = { $day } { $month ->
        [1] januari
        [2] februari
        [3] mars
        [4] april
        [5] maj
        [6] juni
        [7] juli
        [8] augusti
        [9] september
        [10] oktober
        [11] november
       *[12] december
    }

## The question and its scale

preheader = En fråga. Det tar några sekunder.
preheader-reminder = Påminnelse: en fråga. Det tar några sekunder.
reminder = Du har inte svarat än. Det här är den enda påminnelsen.
honeypot = Inte för människor: följ inte den här länken.
open = Öppna i webbläsaren
greeting = Hej { $name }!
greeting-nameless = Hej!
hint = Tryck på siffran som passar bäst och skicka sedan svaret på sidan som öppnas.
hint-thumbs = Tryck på svaret som passar bäst och skicka det sedan på sidan som öppnas.
rating-of = { $rating } av { $top }
end = { $rating } = { $label }
sign-off = Hälsningar från { $company }
validity = { $days ->
        [one] Du kan svara, och ändra ditt svar, i en dag.
       *[other] Du kan svara, och ändra ditt svar, i { $days } dagar.
    }

## Who asks

safety = Vi ber aldrig om BankID, lösenord eller kortnummer.
questions = Frågor? Svara på det här mejlet eller skriv till
privacy = Så behandlar vi personuppgifter
opt-out = Avsluta sådana här mejl

## To the one who can act on an answer

alert-subject = { $stage }: { $answer }, { $reference }
alert-thumb-down = Tummen ner
alert-thumb-up = Tummen upp
alert-comment = Kommentar
alert-no-comment = Ingen kommentar
alert-reference = Order eller ärende
alert-report = Öppna rapporten
alert-wants-contact = Kunden vill gärna bli kontaktad.
alert-held = Och { $count } till sedan { $since }, som ingen fick e-post om.
alert-summary = { $stage }: { $count } till sedan { $since }
