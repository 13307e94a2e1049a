## Answering

choose = Vel talet som passar best.
choose-thumbs = Vel det som passar best.
one-tap = Eitt trykk igjen: Send svaret.
end = { $rating } = { $label }
comment = Vil du seie litt meir?
optional = valfritt
comment-hint = Ikkje skriv passord, kortnummer eller fødselsnummer.
send = Send svaret
languages = Språk
title = { $question } – { $company }
error-title = Feil: { $title }
error-missing = Vel eit svar før du sender.
error-off-scale = Vel eit av svara på skalaen før du sender.
error-not-saved = Svaret blei ikkje lagra. Prøv igjen om litt.

## After the rating

more-one = Eitt spørsmål til, om du vil
more-two = To spørsmål til, om du vil
several = Du kan velje fleire.
yes = Ja
no = Nei
send-more = Send
skip = Hopp over
error-not-a-reply = Vel mellom svara som er viste her.
error-not-asked = Det blei sendt noko som det ikkje blir spurt om her. Svar på det du ser, eller hopp over.

## Afterwards

thanks = Takk!
thanks-saved = Svaret ditt er lagra.
thanks-next = Det går til dei som har ansvar for «{ $stage }» hos { $company }.
thanks-change = Endre svaret
thanks-close = Du kan lukke sida.
contact = Vil du at vi skal kontakte deg om dette?
contact-yes = Ja, kontakt meg
contact-wanted = Du ønskjer å bli kontakta. { $company } får melding om det.
contact-no = Nei, ikkje kontakt meg
told = Dette har svar frå kundar ført til
told-what = «{ $stage }»: { $change }
review = Skriv ei offentleg vurdering

## Opting out

opt-out = Vil du ikkje ha fleire spørsmål?
opt-out-nameless = Du vel sjølv. Valet gjeld frå no av, og du kan angre.
opt-out-what = Du vel sjølv kva { $company } kan spørje deg om. Valet gjeld frå no av, og du kan angre.
opt-out-all = Stopp alle spørsmål
opt-out-stage = Stopp berre spørsmål om «{ $stage }»
opt-out-kind = Stopp berre denne typen spørsmål
opted-out = Det er ordna
opted-out-all = Du får ikkje fleire spørsmål frå { $company }.
opted-out-all-nameless = Du får ikkje fleire spørsmål frå oss.
opted-out-stage = Du får ikkje fleire spørsmål om «{ $stage }» frå { $company }.
opted-out-kind = Du får ikkje fleire spørsmål av denne typen.
undo = Angre
undone = Angra
undone-what = Då kan vi spørje deg igjen.

## When there is nothing to show

neutral = Denne lenkja verkar ikkje
neutral-why = Ho kan vere for gammal, eller ikkje ha blitt med heil frå e-posten. Du treng ikkje gjere noko.
unavailable = Det gjekk ikkje akkurat no
unavailable-why = Prøv igjen om litt. Lenkja verkar framleis.

## Who asks

privacy = Slik behandlar vi personopplysningar
