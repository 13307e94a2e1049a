## Answering

choose = Velg tallet som passer best.
choose-thumbs = Velg det som passer best.
one-tap = Ett trykk igjen: Send svaret.
end = { $rating } = { $label }
comment = Vil du si litt mer?
optional = valgfritt
comment-hint = Ikke skriv passord, kortnummer eller fødselsnummer.
send = Send svaret
languages = Språk
title = { $question } – { $company }
error-title = Feil: { $title }
error-missing = Velg et svar før du sender.
error-off-scale = Velg et av svarene på skalaen før du sender.
error-not-saved = Svaret ble ikke lagret. Prøv igjen om litt.

## After the rating

more-one = Ett spørsmål til, hvis du vil
more-two = To spørsmål til, hvis du vil
several = Du kan velge flere.
yes = Ja
no = Nei
send-more = Send
skip = Hopp over
error-not-a-reply = Velg blant svarene som vises her.
error-not-asked = Det ble sendt noe som det ikke spørres om her. Svar på det du ser, eller hopp over.

## Afterwards

thanks = Takk!
thanks-saved = Svaret ditt er lagret.
thanks-next = Det går til dem som har ansvar for «{ $stage }» hos { $company }.
thanks-change = Endre svaret
thanks-close = Du kan lukke siden.
contact = Vil du at vi skal kontakte deg om dette?
contact-yes = Ja, kontakt meg
contact-wanted = Du ønsker å bli kontaktet. { $company } får beskjed om det.
contact-no = Nei, ikke kontakt meg
told = Dette har svar fra kunder ført til
told-what = «{ $stage }»: { $change }
review = Skriv en offentlig anmeldelse

## Opting out

opt-out = Vil du ikke ha flere spørsmål?
opt-out-nameless = Du velger selv. Valget gjelder fra nå av, og du kan angre.
opt-out-what = Du velger selv hva { $company } kan spørre deg om. Valget gjelder fra nå av, og du kan angre.
opt-out-all = Stopp alle spørsmål
opt-out-stage = Stopp bare spørsmål om «{ $stage }»
opt-out-kind = Stopp bare denne typen spørsmål
opted-out = Det er ordnet
opted-out-all = Du får ikke flere spørsmål fra { $company }.
opted-out-all-nameless = Du får ikke flere spørsmål fra oss.
opted-out-stage = Du får ikke flere spørsmål om «{ $stage }» fra { $company }.
opted-out-kind = Du får ikke flere spørsmål av denne typen.
undo = Angre
undone = Angret
undone-what = Da kan vi spørre deg igjen.

## When there is nothing to show

neutral = Denne lenken virker ikke
neutral-why = Den kan være for gammel, eller ikke ha blitt med hel fra e-posten. Du trenger ikke gjøre noe.
unavailable = Det gikk ikke akkurat nå
unavailable-why = Prøv igjen om litt. Lenken virker fortsatt.

## Who asks

privacy = Slik behandler vi personopplysninger
