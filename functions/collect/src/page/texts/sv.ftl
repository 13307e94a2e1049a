## Answering

choose = Välj den siffra som passar bäst.
choose-thumbs = Välj det som passar bäst.
one-tap = Ett tryck kvar: Skicka svaret.
end = { $rating } = { $label }
comment = Vill du berätta mer?
optional = frivilligt
comment-hint = Skriv inte lösenord, kortnummer eller personnummer.
send = Skicka svaret
languages = Språk
title = { $question } – { $company }
error-title = Fel: { $title }
error-missing = Välj ett svar innan du skickar.
error-off-scale = Välj ett av svaren på skalan innan du skickar.
error-not-saved = Svaret sparades inte. Försök igen om en stund.

## After the rating

more-one = En fråga till, om du vill
more-two = Två frågor till, om du vill
several = Du kan välja flera.
yes = Ja
no = Nej
send-more = Skicka
skip = Hoppa över
error-not-a-reply = Välj bland svaren som visas här.
error-not-asked = Något skickades som inte frågas om här. Svara på det du ser, eller hoppa över.

## Afterwards

thanks = Tack!
thanks-saved = Ditt svar är sparat.
thanks-next = Det går till dem som ansvarar för ”{ $stage }” hos { $company }.
thanks-change = Ändra svaret
thanks-close = Du kan stänga sidan.
contact = Vill du att vi kontaktar dig om detta?
contact-yes = Ja, kontakta mig
contact-wanted = Du vill bli kontaktad. { $company } får veta det.
contact-no = Nej, kontakta mig inte
told = Det här har kundernas svar lett till
told-what = ”{ $stage }”: { $change }
review = Skriv ett offentligt omdöme

## Opting out

opt-out = Vill du inte ha fler frågor?
opt-out-nameless = Du bestämmer själv. Ditt val gäller från och med nu, och du kan ångra dig.
opt-out-what = Du bestämmer själv vad { $company } får fråga dig om. Ditt val gäller från och med nu, och du kan ångra dig.
opt-out-all = Stoppa alla frågor
opt-out-stage = Stoppa bara frågor om ”{ $stage }”
opt-out-kind = Stoppa bara den här typen av frågor
opted-out = Klart
opted-out-all = Du får inga fler frågor från { $company }.
opted-out-all-nameless = Du får inga fler frågor från oss.
opted-out-stage = Du får inga fler frågor om ”{ $stage }” från { $company }.
opted-out-kind = Du får inga fler frågor av det här slaget.
undo = Ångra
undone = Ångrat
undone-what = Då kan vi fråga dig igen.

## When there is nothing to show

neutral = Länken fungerar inte
neutral-why = Den kan vara för gammal, eller så kom inte hela länken med från mejlet. Du behöver inte göra något.
unavailable = Det gick inte just nu
unavailable-why = Försök igen om en stund. Länken fungerar fortfarande.

## Who asks

privacy = Så behandlar vi personuppgifter
