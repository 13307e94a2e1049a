# A subject has fewer than 60 characters; `.short` stands in where the company's name makes it longer.

## What happened: the subject, and why this mail came

subject-order-paid = Wie war Ihr Einkauf bei { $company }?
    .short = Wie war Ihr Einkauf bei uns?
why-order-paid = Sie erhalten diese E-Mail, weil Bestellung { $reference } am { $date } bezahlt wurde.

subject-order-fulfilled = Bestellung { $reference } von { $company } ist unterwegs. Wie war es?
    .short = Bestellung { $reference } ist unterwegs. Wie war es?
why-order-fulfilled = Sie erhalten diese E-Mail, weil Bestellung { $reference } am { $date } versandt wurde.

subject-order-delivered = Wie war die Lieferung von Bestellung { $reference } von { $company }?
    .short = Wie war die Lieferung von Bestellung { $reference }?
why-order-delivered = Sie erhalten diese E-Mail, weil Bestellung { $reference } am { $date } geliefert wurde.

subject-order-overdue = Wie steht es um Bestellung { $reference } bei { $company }?
    .short = Wie steht es um Bestellung { $reference }?
why-order-overdue = Sie erhalten diese E-Mail, weil Bestellung { $reference } nicht pünktlich angekommen ist.

subject-order-refunded = Wie lief die Erstattung zu Bestellung { $reference } bei { $company }?
    .short = Wie lief die Erstattung zu Bestellung { $reference }?
why-order-refunded = Sie erhalten diese E-Mail, weil Bestellung { $reference } am { $date } erstattet wurde.

subject-order-cancelled = Wie lief die Stornierung von Bestellung { $reference } bei { $company }?
    .short = Wie lief die Stornierung von Bestellung { $reference }?
why-order-cancelled = Sie erhalten diese E-Mail, weil Bestellung { $reference } am { $date } storniert wurde.

subject-return-completed = Wie lief die Rücksendung zu Bestellung { $reference } an { $company }?
    .short = Wie lief die Rücksendung zu Bestellung { $reference }?
why-return-completed = Sie erhalten diese E-Mail, weil Ihre Rücksendung zu Bestellung { $reference } am { $date } abgeschlossen wurde.

subject-ticket-solved = Wie war die Hilfe von { $company } bei Anfrage { $reference }?
    .short = Wie war die Hilfe bei Anfrage { $reference }?
why-ticket-solved = Sie erhalten diese E-Mail, weil Anfrage { $reference } am { $date } gelöst wurde.

subject-ticket-reopened = Wie steht es um Anfrage { $reference } bei { $company }?
    .short = Wie steht es um Anfrage { $reference }?
why-ticket-reopened = Sie erhalten diese E-Mail, weil Anfrage { $reference } am { $date } wieder geöffnet wurde.

subject-account-created = Wie war der Start als Kunde von { $company }?
    .short = Wie war Ihr Start bei uns?
why-account-created = Sie erhalten diese E-Mail, weil Sie am { $date } ein Konto bei { $company } angelegt haben.

subject-quote-requested = Wie war Ihre Angebotsanfrage bei { $company }?
    .short = Wie war Ihre Angebotsanfrage bei uns?
why-quote-requested = Sie erhalten diese E-Mail, weil Sie { $company } am { $date } um ein Angebot gebeten haben.

subject-subscription-cancelled = Sie haben gekündigt. Wie war es bei { $company }?
    .short = Sie haben gekündigt. Wie war es bei uns?
why-subscription-cancelled = Sie erhalten diese E-Mail, weil Ihr Abonnement bei { $company } am { $date } gekündigt wurde.

subject-customer-lapsed = Es ist eine Weile her. Wie finden Sie { $company }?
    .short = Es ist eine Weile her. Wie finden Sie uns?
why-customer-lapsed = Sie erhalten diese E-Mail, weil Sie schon einmal bei { $company } eingekauft haben.

subject-employee-asked = Wie ist { $company } als Arbeitgeber?
    .short = Wie sind wir als Arbeitgeber?
why-employee-asked = Sie erhalten diese E-Mail, weil Sie bei { $company } arbeiten.

subject-other = Wie war es bei { $company }?
    .short = Wie war es bei uns?
why-other = Sie erhalten diese E-Mail, weil Sie am { $date } mit { $company } in Kontakt waren.

date = { $day }. { $month ->
        [1] Januar
        [2] Februar
        [3] März
        [4] April
        [5] Mai
        [6] Juni
        [7] Juli
        [8] August
        [9] September
        [10] Oktober
        [11] November
       *[12] Dezember
    }

## The question and its scale

preheader = Eine Frage. Sie dauert nur wenige Sekunden.
preheader-reminder = Erinnerung: eine Frage. Es dauert nur wenige Sekunden.
reminder = Sie haben noch nicht geantwortet. Dies ist die einzige Erinnerung.
honeypot = Nicht für Menschen: Bitte folgen Sie diesem Link nicht.
open = Im Browser öffnen
greeting = Guten Tag { $name },
greeting-nameless = Guten Tag,
hint = Tippen Sie auf die Zahl, die am besten passt, und senden Sie Ihre Antwort auf der Seite ab, die sich öffnet.
hint-thumbs = Tippen Sie auf die Antwort, die am besten passt, und senden Sie sie auf der Seite ab, die sich öffnet.
rating-of = { $rating } von { $top }
end = { $rating } = { $label }
sign-off = Freundliche Grüße, { $company }
validity = { $days ->
        [one] Sie können einen Tag lang antworten und Ihre Antwort ändern.
       *[other] Sie können { $days } Tage lang antworten und Ihre Antwort ändern.
    }

## Who asks

safety = Wir fragen nie nach Passwörtern, TANs oder Kartennummern.
questions = Fragen? Antworten Sie auf diese E-Mail oder schreiben Sie an
privacy = So gehen wir mit personenbezogenen Daten um
opt-out = Solche E-Mails abbestellen

## To the one who can act on an answer

alert-subject = { $stage }: { $answer }, { $reference }
alert-thumb-down = Daumen runter
alert-thumb-up = Daumen hoch
alert-comment = Kommentar
alert-no-comment = Kein Kommentar
alert-reference = Bestellung oder Anfrage
alert-report = Bericht öffnen
alert-wants-contact = Der Kunde möchte kontaktiert werden.
alert-held = Und { $count } weitere seit { $since }, zu denen keine E-Mail kam.
alert-summary = { $stage }: { $count } weitere seit { $since }
