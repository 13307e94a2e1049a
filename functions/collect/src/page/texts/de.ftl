## Answering

choose = Wählen Sie die Zahl, die am besten passt.
choose-thumbs = Wählen Sie, was am besten passt.
one-tap = Nur noch ein Tippen: Antwort senden.
end = { $rating } = { $label }
comment = Möchten Sie mehr dazu sagen?
optional = freiwillig
comment-hint = Bitte keine Passwörter, Kartennummern oder Ausweisnummern angeben.
send = Antwort senden
languages = Sprache
title = { $question } – { $company }
error-title = Fehler: { $title }
error-missing = Wählen Sie eine Antwort, bevor Sie senden.
error-off-scale = Wählen Sie eine der Antworten auf der Skala, bevor Sie senden.
error-not-saved = Ihre Antwort wurde nicht gespeichert. Bitte versuchen Sie es gleich noch einmal.

## After the rating

more-one = Noch eine Frage, wenn Sie mögen
more-two = Noch zwei Fragen, wenn Sie mögen
several = Sie können mehrere wählen.
yes = Ja
no = Nein
send-more = Senden
skip = Überspringen
error-not-a-reply = Wählen Sie eine der Antworten, die hier stehen.
error-not-asked = Es wurde etwas gesendet, wonach hier nicht gefragt wird. Antworten Sie auf das, was Sie sehen, oder überspringen Sie es.

## Afterwards

thanks = Vielen Dank!
thanks-saved = Ihre Antwort ist gespeichert.
thanks-next = Sie geht an die Menschen, die bei { $company } für „{ $stage }“ zuständig sind.
thanks-change = Antwort ändern
thanks-close = Sie können diese Seite schließen.
contact = Möchten Sie, dass wir uns deswegen bei Ihnen melden?
contact-yes = Ja, melden Sie sich
contact-wanted = Sie möchten, dass sich jemand meldet. { $company } erfährt davon.
contact-no = Nein, melden Sie sich nicht
told = Wozu Antworten unserer Kundschaft geführt haben
told-what = „{ $stage }“: { $change }
review = Eine öffentliche Bewertung schreiben

## Opting out

opt-out = Keine Fragen mehr?
opt-out-nameless = Sie entscheiden. Ihre Wahl gilt ab sofort, und Sie können sie rückgängig machen.
opt-out-what = Sie entscheiden, wonach { $company } Sie fragen darf. Ihre Wahl gilt ab sofort, und Sie können sie rückgängig machen.
opt-out-all = Alle Fragen abstellen
opt-out-stage = Nur Fragen zu „{ $stage }“ abstellen
opt-out-kind = Nur Fragen dieser Art abstellen
opted-out = Erledigt
opted-out-all = Sie bekommen keine Fragen mehr von { $company }.
opted-out-all-nameless = Sie bekommen keine Fragen mehr von uns.
opted-out-stage = Sie bekommen keine Fragen zu „{ $stage }“ mehr von { $company }.
opted-out-kind = Sie bekommen keine Fragen dieser Art mehr.
undo = Rückgängig machen
undone = Rückgängig gemacht
undone-what = Wir dürfen Sie wieder fragen.

## When there is nothing to show

neutral = Dieser Link funktioniert nicht
neutral-why = Vielleicht ist er zu alt, oder ein Teil davon ist auf dem Weg aus der E-Mail verloren gegangen. Sie müssen nichts tun.
unavailable = Das hat gerade nicht geklappt
unavailable-why = Versuchen Sie es gleich noch einmal. Ihr Link funktioniert weiterhin.

## Who asks

privacy = So gehen wir mit personenbezogenen Daten um
